"""How pages say, instead of their article, that one must subscribe, consent to cookies, or switch on scripts: patterns by language.

A wall asks to subscribe *in order to read on*, or says that the text is for subscribers only; the box at the end of a full article asks to
subscribe to a newsletter or a channel. To add a language: a line in each pattern, an example in the tests.
"""

from __future__ import annotations

import re
from typing import Final

_FLAGS: Final = re.VERBOSE | re.IGNORECASE

WALL: Final = re.compile(
    r"""
    # English
      \b(?:subscribe|sign\s?(?:up|in)|log\s?in|register|upgrade|become\san?\s(?:\w+\s)?(?:member|subscriber)|start\syour\s(?:free\s)?trial
        |create\san?\s(?:free\s)?account)\b[^.!?]{0,50}\b(?:to|and)\s(?:(?:keep|continue)\s(?:on\s)?reading|continue\sto\sread
        |continue\swith\syour\sreading|(?:read|unlock|access|view|see)\s(?:more\sof\sthis|the\srest|this|the\s(?:full|whole|entire|complete))
         \s(?:of\s(?:this|the)\s)?(?:article|story|report|text|page|post))
    | \bto\s(?:(?:continue|keep)\sreading
        |read\s(?:the\s(?:full|whole|entire|complete|rest\sof\sth\w+)|this)\s(?:article|story|report|text|post))
        [^?!]{0,60}\b(?:subscribe|sign\s?(?:up|in)|log\s?in|register|become\sa)\b
    | \bthis\s(?:article|content|story|page|post)\sis\s(?:(?:only|exclusively|available|reserved)\s){0,2}(?:for|to)\s(?:our\s)?
        (?:(?:paid|paying|premium|digital|registered)\s)?(?:subscribers|users|members)
    | \b(?:for|to)\s(?:(?:paid|premium)\s)?subscribers\sonly\b | \bsubscribers?[\s-]only\s(?:article|content|story)\b
    | \byou(?:['’]ve|\shave)\s(?:reached|read|used|hit)\s(?:your|all|the)\b[^.!?]{0,40}\bfree\b[^.!?]{0,20}\b(?:article|stor(?:y|ies)|limit)
    | \balready\sa\s(?:\w+\s)?subscriber\s?\? | \bthe\srest\sof\s(?:this|the)\s(?:article|story)\sis\s(?:for|behind|locked)
    # Russian
    | (?:подпишитесь|подписаться|оформите|оформить\sподписк|зарегистрируйтесь|войдите|авторизуйтесь)[^.!?]{0,60}
        (?:чтобы|для|и)\s(?:\w+\s){0,3}(?:чита|прочит|дочит|продолж\w+\sчтен|доступ|получ\w+\sдоступ)
    | чтобы\s(?:\w+\s){0,3}(?:чита|прочит|дочит)[^.!?]{0,60}(?:подпишитесь|подписк|зарегистрируйтесь|авторизуйтесь|войдите)
    | (?:стать|материал|текст|верси|продолжени|публикаци)\w*[^.!?]{0,40}(?:доступ|открыт)\w*[^.!?]{0,30}(?:подписчик|по\sподписке|зарегистр)
    | только\s(?:для|по)\s(?:(?:платн|наш)\w+\s)?(?:подписчик|подписке) | уже\s(?:есть\sподписка|подписаны|подписчик)\s?\?
    # German
    | (?:nur|exklusiv|ausschließlich)\s(?:für|mit)\s(?:\w+\s)?(?:abonnent|abonnement|abo\b|plus-abo)
    | (?:abonnieren|registrieren|anmelden|einloggen|testen|\babo|freischalten|plus\b)[^.!?]{0,70}
        (?:weiterlesen|weiterzulesen|weiter\slesen|(?:ganzen|vollständigen|diesen)\s(?:artikel|beitrag|text)\s(?:zu\s)?(?:zu)?lesen)
    | (?:weiterlesen|weiterzulesen|weiter\slesen|(?:ganzen|vollständigen|diesen)\s(?:artikel|beitrag|text)(?:\szu)?\slesen)[^.!?]{0,70}
        (?:abonnieren|registrieren|anmelden|einloggen|\babo|freischalten|plus\b|premium)
    | (?:dieser|der)\s(?:artikel|beitrag|inhalt|text)\sist\skostenpflichtig | (?:sie\shaben|bereits)\s(?:bereits\s)?(?:ein\s)?abo\w*\s?\?
    # French
    | réservée?s?\s(?:exclusivement\s)?(?:aux|à\snos)\sabonné | déjà\sabonnée?\s?\?
    | (?:abonnez-vous|connectez-vous|inscrivez-vous|identifiez-vous|créez\s(?:un|votre)\scompte)[^.!?]{0,60}(?:pour|et)\s(?:\w+\s){0,2}
        (?:lire|continuer|poursuivre|accéder|découvrir\sla\ssuite|débloquer)
    | (?:pour\s(?:lire|continuer|poursuivre)|(?:lire|découvrir)\sla\ssuite)[^.!?]{0,60}(?:abonnez|abonner|connectez|inscrivez)
    | il\svous\sreste\s\d+(?:[.,]\d+)?\s?%\sde\s(?:cet|ce)\s
    # Spanish, Italian, Turkish
    | (?:suscríb(?:ete|ase)|regístrate|inicia\ssesión)[^.!?]{0,50}para\s(?:seguir|continuar|leer)
    | (?:exclusivo|solo|sólo)\spara\ssuscriptores
    | (?:abbonati|registrati|accedi)[^.!?]{0,50}(?:per|e)\s(?:continua|legger|prosegu) | riservat\w\sagli\sabbonati
    | (?:abone\solun|üye\solun|giriş\syapın)[^.!?]{0,50}oku | okumak\siçin[^.!?]{0,40}(?:abone|üye\sol|giriş\syap)
    # Uzbek in both scripts, Kazakh, Kyrgyz, Tajik
    | (?:o.?qish|davom\set\w*)\suchun[^.!?]{0,60}(?:obuna\sbo|ro.?yxatdan\so.?ting|tizimga\skiring) | faqat\sobunachilar\suchun
    | (?:ўқиш|давом\sэт\w*)\sучун[^.!?]{0,60}(?:обуна\sбў|рўйхатдан\sўтинг|тизимга\sкиринг) | фақат\sобуначилар\sучун
    | оқу(?:ды|ын)?\w*[^.!?]{0,30}үшін[^.!?]{0,60}(?:жазылыңыз|тіркеліңіз|кіріңіз)
    | тек\sжазылушылар\w*\s(?:ғана\s)?(?:арналған|үшін|қолжетімді)
    | оку\w*[^.!?]{0,30}үчүн[^.!?]{0,60}(?:жазылыңыз|катталыңыз|кириңиз) | жазылуучулар\w*\s(?:гана|үчүн\sгана)
    | барои\s(?:\w+\s){0,4}(?:хондан|мутолиа)\w*[^.!?]{0,60}(?:обуна|муштарӣ|ворид|номнавис|сабти\sном)\s(?:\w+\s)?(?:шавед|кунед)
    | (?:танҳо|фақат)\sбарои\s(?:обуначиён|муштариён)
    # Persian, Pashto, Urdu, Arabic
    | (?:برای|جهت)\s(?:ادامه(?:\sی|ٔ)?\s)?(?:خواندن|مطالعه|مشاهده)\s.{0,60}?
        (?:اشتراک\sتهیه|مشترک\sشوید|عضو\sشوید|ثبت[\s\u200c]?نام\sکنید|وارد\sشوید)
    | این\s(?:مطلب|مقاله|محتوا|گزارش)\s(?:فقط|تنها|ویژه|مخصوص)\s(?:برای\s)?(?:مشترک|اعضا)
    | د\s.{0,30}?(?:لوستلو|لوستو|لوستل)\s.{0,20}?لپاره.{0,60}?(?:ګډون\sوکړئ|غړیتوب\sواخلئ|نوم\s?لیکنه\sوکړئ|ننوځئ|اشتراک\sواخلئ)
    | یوازې\sد?\s?ګډونوالو\s(?:ته|لپاره)
    | (?:پڑھنے|مطالع[ےہ])\s.{0,20}?لی[ےئ]\s.{0,50}?(?:سبسکرائب|رکنیت|لاگ\sان|رجسٹر)\s?.{0,10}?کریں | صرف\sسبسکرائبرز\sکے
    | (?:اشترك|اشتركوا|سجّ?ل\s(?:الدخول|دخولك|الآن|حساب\S*)|الاشتراك|تسجيل\sالدخول)\s.{0,30}?
        (?:لقراءة|لمتابعة\sالقراءة|لمواصلة\sالقراءة|للاطلاع\sعلى\sالمقال)
    | (?:لقراءة|لمتابعة\s(?:ال)?قراءة|لمواصلة\sالقراءة)\s.{0,50}?(?:اشترك|الاشتراك|سجّ?ل\s|تسجيل\sالدخول)
    | (?:متاح|مخصص|حصري|محتوى)\S*\s.{0,20}?للمشتركين | للمشتركين\sفقط
    # Hindi (a nukta may be a character of its own)
    | (?:पढ\u093c?ने|पढ़ने|पढ\u093c?ना\sजारी\sरखने)\s.{0,30}?(?:लिए|हेतु)\s.{0,50}?(?:सब्सक्राइब|सब्स्क्राइब|सदस्यता\sलें|लॉग\s?इन|साइन\s?इन|रजिस्टर)
    | (?:केवल|सिर्फ\u093c?|सिर्फ़)\s(?:सब्सक्राइबर|सब्स्क्राइबर|ग्राहकों\sके\sलिए)
    | (?:सब्सक्राइब|सब्स्क्राइब|लॉग\s?इन)\s.{0,30}?(?:पूरी?\s(?:खबर|ख़बर|लेख|कहानी|रिपोर्ट)|आगे\sपढ)
    # Chinese
    | (?:[订訂][阅閱]|登[录錄入]|[注註][册冊]|成[为為]会员|成為會員|加入[会會][员員]|[开開]通[会會][员員]|付[费費]|[购購][买買])
        [^。！？]{0,14}(?:后|後|以|即可|才能|方可|[继繼][续續]|可)[^。！？]{0,6}(?:[阅閱][读讀]|全文|解[锁鎖])
    | (?:[阅閱][读讀]|查看|[浏瀏][览覽]|解[锁鎖])(?:全文|更多|剩[余餘]|完整)
        [^。！？]{0,10}(?:[订訂][阅閱]|登[录錄入]|[注註][册冊]|[会會][员員]|付[费費])
    | (?:[会會][员員]|[订訂][户戶]|[订訂][阅閱]者|(?:[订訂][阅閱]|付[费費])(?:用[户戶]|[读讀]者))
        (?:[专專]享|[专專][属屬]|[独獨]享|限定|尊享|可[读讀])
    | [仅僅只](?:限|供|[对對]|向)[^。！？]{0,6}(?:[会會][员員](?![国國])|[订訂][户戶阅閱])[^。！？]{0,6}[阅閱][读讀]
    | (?:剩余|剩餘|其余|其餘|余下)[^。！？]{0,10}(?:需|须|須)[^。！？]{0,6}(?:[订訂][阅閱]|付[费費]|[会會][员員])
    """,
    _FLAGS,
)
"""Asks to subscribe, register or log in for this text. Spaces are single."""

COOKIE: Final = ("cookie", "куки", "куков", "کوکی", "تعريف الارتباط", "कुकी", "कूकी")
"""Their name, in lower case."""

CONSENT: Final = re.compile(
    r"""
      cookie | consent | \bgdpr\b | \bpartner | \bprivacy\b | personali[sz]ed | legitimate\sinterest | \badvert | (?:accept|reject)\sall
    | manage\s(?:settings|options|preferences) | store\sand/or\saccess | geolocation\sdata
    | \bкук[иоа] | персональн\w+\sданн | обработк\w+\sданн | конфиденциальност | соглас\w+ | құпиялы | купуялык | махфий | maxfiy
    | дербес\sдерек
    | datenschutz | einwillig | zustimm | personenbezogen | confidentialité | données\spersonnelles | partenaire | accepter
    | کوکی | حریم\sخصوصی | محرم | رازداری | الارتباط | الخصوصية | الموافقة | कुकी | कूकी | गोपनीयता | सहमति | [隐隱]私 | 同意 | [个個]人[信資]
    """,
    _FLAGS,
)
"""Words of a notice about cookies."""

CONSENT_HOST: Final = re.compile(r"https?://(?:[^/?#]+\.)?(?:consent|cookie-?wall|cookie-consent|gdpr)\.", re.IGNORECASE)
"""URLs on hosts that do nothing else than ask for consent."""

SCRIPTS: Final = re.compile(
    r"""
      (?:enabl|activat|turn\w*\son|allow|requir|need|support|disabl|without)\w*[^.!?]{0,40}\bjavascript
    | \bjavascript\b[^.!?]{0,40}(?:enabl|disabl|requir|turned|support|activ|need) | \benable\sjs\b
    | (?:включ|поддерж|отключ|требу|разреш)\w*[^.!?]{0,40}javascript | javascript[^.!?]{0,40}(?:включ|отключ|требу|поддерж|необход|выключ)
    | javascript[^.!?]{0,40}(?:aktivier|deaktiviert|erforderlich|benötigt) | aktivieren[^.!?]{0,20}javascript
    | (?:activ|désactiv|requ)\w*[^.!?]{0,40}javascript
    | (?:[启啟][用动動]|[开開][启啟]|打[开開]|支持|禁用)\s?javascript | javascript\s?(?:已|被|功能|未)
    | (?:لطفا|لطفاً|براہ|مهرباني|يرجى|الرجاء|कृपया|فعال|تفعيل|تمكين|चालू|सक्षम)[^.!?]{0,40}(?:javascript|جاوا\s?اسکریپت|جافا\s?سكريبت
        |जावास्क्रिप्ट)
    | (?:javascript|جاوا\s?اسکریپت|جافا\s?سكريبت|जावास्क्रिप्ट)[^.!?]{0,40}(?:فعال|مفعّ?ل|تفعيل|चालू|सक्षम)
    | javascript[^.!?]{0,20}(?:yoqing|ёқинг|қосыңыз|күйгүзүңүз|фаъол\sкунед)
    """,
    _FLAGS,
)
"""Asks to switch scripts on."""

HUMAN: Final = re.compile(
    r"""
      \b(?:verif|confirm|prov|mak|check)\w*\s(?:sure\s|if\s|that\s)?(?:you\sare|you['’]re)\s(?:a\shuman|human|not\sa\s(?:ro)?bot)
    | \bunusual\s(?:traffic|activity)\sfrom\syour | \bautomated\s(?:access|requests|queries)\b | \byou\s(?:have\sbeen|are)\sblocked\b
    | \bchecking\s(?:if\sthe\ssite\sconnection|your\sbrowser) | \bdon['’]t\shave\spermission\sto\saccess | \bare\syou\s(?:a\s)?(?:human
        |robot)\?
    | вы\sне\sробот | что\sвы\s(?:робот|человек) | проверк\w+\s(?:вашего\s)?браузера
    | доступ\sк\s(?:\w+\s)?(?:сайту|ресурсу|странице)\s(?:ограничен|запрещ[её]н|заблокирован)
    | kein\sroboter | pas\sun\srobot | êtes\sun\shumain | robot\solmad | robot\semas | робот\s(?:емес|эмес|нест) | ربات\sنیستید
    | لست\s(?:روبوت|برنامج) | روبوٹ\sنہیں | रोबोट\sनहीं | 不是机器人 | 不是機器人 | 人机验证 | 安全验证
    """,
    _FLAGS,
)
"""Asks whether we are human, or says that we are not let in."""
