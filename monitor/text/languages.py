"""What each language looks like, for language.py: its letters, commonest words and endings, by script.

**To add a language:** a line under its script. Languages that we do not inflect are here so that they are not taken for others.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """Traits of one language in one script.

    Attributes:
        name: BCP 47 primary subtag.
        letters: those that not every language of the script has. A letter that stands only in the lines of others speaks against it.
        words: its commonest, and those of headlines, in small letters without apostrophes.
        expected: letters of which a longer text has at least one.
        endings: of words, without apostrophes.
        rate: of a text's letters, how many of a hundred are expected ones.
    """

    name: str
    letters: str
    words: frozenset[str]
    expected: str = ""
    endings: tuple[str, ...] = ()
    rate: int = 3


def _language(name: str, letters: str, words: str, expected: str = "", endings: str = "", rate: int = 3) -> Language:
    return Language(name, letters, frozenset(words.split()), expected, tuple(endings.split()), rate)


#: By ISO 15924 code of the script, the commonest language first.
LANGUAGES: dict[str, tuple[Language, ...]] = {
    "Latn": (
        _language(
            "en",
            "",
            "the of and to in is that for it was on with as are by from at his her has have be this not will after their who a i "
            "you we they he she but or an can what about more if would there which when said my your any do does no how its "
            "over into out up off new first two says us against amid before during since under could may than s",
            endings="ing tion tions sion ness ment ments ough ight ighter ould ished ished ates ows oom ools eed eets ook ooks ack "
            "ock eat eak "
            "ally ously ful less ship hood ward wards ance ence ities ity ist ists ers ors ees ied ies ked ted ned sed led red ved "
            "ged ched thed "
            "th ths wn ld lds nds rth",
        ),
        _language(
            "de",
            "äöüß",
            "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an hat aus bei nach sind "
            "einen einer eines zum zur vom wird werden wurde will gegen über vor um bis noch mehr wie er sie wieder neue neuer "
            "unter keine zwei drei vier fünf sechs",
            endings="ung ungen keit heit schaft lich liche lichen isch ische ischen ieren iert sch tsch eit acht echt icht icht uch ähr "
            "iger ige igen tt kt ckt tz zt pft eht ommt chte ichten ände ach hr igt ifft sandte",
        ),
        _language(
            "fr",
            "àâçéèêëîïôùûœ",
            "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux "
            "après contre entre sans selon leur leurs ses sa cette ces deux fait être été ont elle nous vous mais où dit",
            endings="tion tions sion ement ements aux eux euse euses eur eurs aire aires ité ités ique iques ois oise aise ais ait aient "
            "ée ées és ier ière iers ent ants ante ette elle elles ance ences age ages oir ir",
        ),
        _language(
            "uz",
            "ʻʼ",
            "va bilan uchun bu ham deb deya bir edi esa kerak qildi haqida boyicha keyin mumkin bolgan ozbekiston davlat orqali emas "
            "yangi qarshi yana ikki uch besh olti boldi keldi berdi oldi bolib qilib etildi olib qayta yil yilda rossiya hukumat",
            endings="larning ining larni lari larga larda larini idan idagi moqda ilgan ishni chilik dagi ning lashtirish yapti adilar "
            "imiz sidan asini asida lar ga da dan ni di gan lik chi si ish ib yil qan kan nga nda iga ida ini boshi adi maydi "
            "adigan xona ladi ildi",
        ),
        _language(
            "kk",
            "áäǵğıńñóöúüūýş",
            "jáne men bul bir úshin dep bolyp týraly qazaqstan bolǵan boiynsha jäne turaly üşin osy eki edi degen ol",
            "ǵğıńñúūý",
            "nyń niń dyń diń tyń tiń nyñ niñ dyñ diñ tyñ tiñ lar ler dar der tar ter ǵan gen qan ken ğan",
            rate=10,
        ),
        _language(
            "es",
            "áéíóúñü¿¡",
            "de la que el en y los se del las por un para con no una su al lo como más pero sus le ha este",
            endings="ción ciones dad dades mente ado ados ada adas ido ida aron ieron ente encia",
        ),
        _language(
            "nl",
            "",
            "de het een van en in is dat op te zijn voor met die niet aan er ook als bij om door heeft naar uit over nog werd",
            endings="ijk ijke lijk lijke heid ing ingen isch ische eren eert aat aan oor eel oen ijn ijf tje tjes",
        ),
        _language(
            "pt",
            "ãõáâàéêíóôúç",
            "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das",
            endings="ção ções dade mente ado ados ada ido ida aram eiro eira",
        ),
        _language(
            "it",
            "àèéìòù",
            "di e il la che in un per è una sono con non del si da le dei alla della nel ha anche al più gli",
            endings="zione zioni tà mente ato ati ata ate ito ita aggio etto ezza ione",
        ),
        _language(
            "tr",
            "çğıöşüİâ",
            "ve bir bu için ile da de olarak çok daha olan gibi sonra kadar en ne var değil o ise büyük türkiye",
            "ığşç",
            "lar ler ları leri larda lerde nin nın dan den yor dı di ti mış miş ecek acak lık lik ında inde",
            rate=8,
        ),
        _language(
            "id",
            "",
            "yang dan di dengan untuk pada ini itu dalam dari akan tidak oleh ke telah sebagai juga ada bagi tersebut para lagi",
            endings="kan nya lah annya",
        ),
    ),
    "Cyrl": (
        _language(
            "ru",
            "ыэщъё",
            "и в не на что с по это как к из у за от для о же он его но бы был до при об со без под над или их она они "
            "после против между через более уже также ещё будет были",
            "ыэщъё",
            "ого его ому ему ыми ими ых ый ая ое ые ий ой ей ет ют ят ит ал ала ил ила или али ть ться лся лась лись ция ции ций "
            "цию ение "
            "ения ание ания ость ости ская ство ства ник ов ев ами ями ах ях ию ием ую юю ать ить нул вал шли ли уть",
        ),
        _language(
            "kk",
            "әғқңөұүһіыэщ",
            "және мен бұл үшін деп бір болып туралы осы болған дейін бойынша еді екі ол ең екен қазақстан ауғанстан жаңа бар жоқ",
            "іұәқғ",
            "ның нің дың дің тың тің лар лер дар дер тар тер ды ді ты ті ға ге қа ке да де дан ден нан нен мен бен пен ған ген қан кен "
            "сы сі ын ін шы ші лық лік",
            rate=12,
        ),
        _language(
            "ky",
            "ңөүыэщ",
            "жана менен бул үчүн деп бир болгон боюнча эле да эмес ал болуп тарабынан кийин эки кыргызстан кыргыз керек ошол "
            "каршы кайра үчүн беш алты жети сегиз бар жок жыл жылы айда өлкө",
            "өүң",
            "нын нин нун нүн дын дин дун дүн тын тин тун түн ган ген гон гөн кан кен кон көн лар лер лор лөр дар дер дор дөр дагы "
            "деги дан ден "
            "дон дөн станда лык дык луу лүү уу үү оо өө ышты ады еди ды ди ду дү ты ту тү га ге го гө ка ке ко кө на не но нө чы чи "
            "чу чү "
            "сын син ына ине уна ери ары пты пти айт ейт бы оюн",
        ),
        _language(
            "tg",
            "ҷӣӯҳқғъэё",
            "ва дар ба аз ки бо барои ин аст он буд шуд ё кард низ мекунад гуфт тоҷикистон ҳам худ бар пас то ду се чор панҷ нав "
            "дод омад рафт гирифт карда шуда шуданд",
            "ҳаӣ",
            "ро ҳо ҳои истон они они ори ати оти ии уни анд аст гоҳ гоҳи она оҳи омад ома ниши иши асти ият ард авии авӣ нома ванд "
            "манд нда",
        ),
        _language(
            "uz",
            "ўқғҳъэё",
            "ва билан учун бу ҳам деб бир эди эса керак ҳақида бўйича кейин мумкин бўлган ўзбекистон қилди лекин орқали бўлиб "
            "янги қарши яна икки олти қайта йил олди берди келди россия",
            "ўқғҳ",
            "лар лари ларни ларга ларда ларнинг нинг ни ди ган ган лик лиги чи ига ида ини идан ини нга нда моқда япти ади лади "
            "олди илди иш ишди иб имиз "
            "хона ти да га дан лди рди",
        ),
        _language("uk", "іїєґщ", "і в на не що з у до та за як від про це його для є але при був й також", "ії"),
        _language("be", "іўыэё", "і у на не з што да па за як для ад ў гэта яго але пры быў каб таксама", "іў"),
        _language("bg", "ъщ", "на и да в се за от е не са с по че ще като до си това към при или след", "ъ"),
        _language("sr", "јљњћђџ", "је и у на да се за од са су не који о као по из што није али", "ј"),
        _language("mn", "өүыэё", "ба нь байна юм энэ уу тэр гэж болон хийх бол улсын", "өү"),
    ),
    "Arab": (
        _language(
            "fa",
            "پچژگکی",
            "و در به از که این را با است برای آن شد بر تا یک خود هم نیز می کرد شده گفت ها وارد شدند کردند دو سه های درباره میان",
            endings="های ند اند شان",
        ),
        _language(
            "ar",
            "ةأإىيكؤئ",
            "في من على إلى أن عن مع التي الذي هذا هذه ما كان بعد بين أو لا قال وقال خلال قبل كما بشأن حول ضد",
            "أةيإ",
        ),
        _language(
            "ps",
            "پچژگکیټډړښږڅځڼېۍګئي",
            "د په چې او ته کې له دې نه کړي هم یې سره دی دغه کوي شوي وي خو به لپاره شو کړ شول کړل پر څخه وکړ خپل نوي",
            "ېښټړګ",
            "ونو ونه انو",
        ),
        _language(
            "ur",
            "پچژگکیٹڈڑےںہھئ",
            "کے کی میں سے اور کا ہے نے کو پر کہ یہ ہیں بھی کر اس تھا گیا لیے ایک نہیں دی دیا گئے گئی",
            "ےہ",
            "وں یوں",
        ),
        _language("kk", "پچگكەۇۋىڭٴي", "جانە مەن بۇل ءۇشىن دەپ ءبىر بولىپ تۋرالى وسى بولعان دەيىن بويىنشا", "ەۇ"),
        _language("ug", "پچژگكەۇۋىڭۆۈېھئي", "ۋە بىلەن بۇ ئۈچۈن دەپ بىر ھەم بولۇپ", "ئە"),
        _language("ckb", "پچژگکیەۆێڕڵھ", "و لە بە بۆ کە ئەم لەگەڵ دەکات", "ەێ"),
    ),
}
