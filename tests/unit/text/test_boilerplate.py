"""Disclaimers: what is one, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.boilerplate import boilerplate_spans


def left(text: str) -> str:
    """The text without its disclaimers."""
    kept, at = [], 0
    for start, end in boilerplate_spans(text):
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


DISCLAIMERS = [
    pytest.param("Бойцы «Талибана» (признан террористическим и запрещён в РФ) ушли", "Бойцы «Талибана»  ушли", id="ru-old"),
    pytest.param("Отряды талибов (находятся под санкциями ООН за теракты) ушли", "Отряды талибов  ушли", id="ru-new"),
    pytest.param("ИГ (террористическая группировка, деятельность запрещена) молчит", "ИГ  молчит", id="ru-group"),
    pytest.param("«Талибан» (запрет в РФ приостановлен) молчит", "«Талибан»  молчит", id="ru-suspended-in-its-own-words"),
    pytest.param("Отряды запрещённого в России движения «Талибан» ушли", "Отряды  движения «Талибан» ушли", id="ru-before-the-name"),
    pytest.param("«Талибан», признанный террористическим и запрещённый в РФ, ушёл", "«Талибан», ушёл", id="ru-behind-a-comma"),
    pytest.param("Талибы* ушли\n*организация признана террористической, запрещена в РФ", "Талибы* ушли\n", id="ru-note"),
    pytest.param("Ушли. Движение «Талибан» находится под санкциями ООН.", "Ушли. .", id="ru-sentence"),
    pytest.param("The Taliban (outlawed in Russia) left", "The Taliban  left", id="en"),
    pytest.param("The Taliban (under UN sanctions for terrorism) left", "The Taliban  left", id="en-new"),
    pytest.param("The Taliban movement banned in Russia left", "The Taliban movement  left", id="en-behind-the-name"),
    pytest.param("The Taliban, outlawed in Russia, left", "The Taliban, left", id="en-behind-a-comma"),
    pytest.param("塔利班（被俄罗斯列为恐怖组织）撤离", "塔利班撤离", id="zh"),
    pytest.param("Толибон (дар Тоҷикистон мамнӯъ) рафт", "Толибон  рафт", id="tg"),
    pytest.param("Tolibon (O‘zbekistonda taqiqlangan) ketdi", "Tolibon  ketdi", id="uz"),
    pytest.param("«Талибан» (Қазақстанда тыйым салынған ұйым) кетті", "«Талибан»  кетті", id="kk"),
]
NEWS = [
    pytest.param("Суд исключил движение из списка запрещённых в РФ организаций", id="a-list-of-the-banned"),
    pytest.param("Верховный суд (Москва) приостановил запрет", id="brackets-of-another-kind"),
    pytest.param("（塔利班已被移出恐怖组织名单）", id="brackets-that-tell-news"),
    pytest.param("The Taliban remains banned in Russia for now", id="a-claim"),
    pytest.param("Тали*бан ушёл, * * *", id="asterisks"),
    pytest.param("", id="nothing"),
]


# Text, what must be gone, and words that must stay.
GONE = [
    ("Посол «Талибана» (признан террористической организацией и запрещён в РФ) прибыл", "террор", ("Посол", "прибыл")),
    ("Талибан (организация признана в РФ террористической, ее деятельность запрещена) заявил", "террор|запрещ", ("заявил",)),
    ("«Талибан» (движение находится под санкциями ООН за террористическую деятельность) назначил", "санкци", ("назначил",)),
    ("Талибан (находится под санкциями ООН за терроризм) назначил", "санкци", ("назначил",)),
    ("Движение «Талибан» (действие запрета на территории РФ приостановлено) назначило", "запрет", ("назначило",)),
    ("Движение «Талибан» (запрет деятельности в РФ приостановлен Верховным судом) назначило", "запрет", ("назначило",)),
    ("«Талибан» (до 17 апреля 2025 года было запрещено в России) назначил", "запрещ", ("назначил",)),
    ("«Талибан» (террористическая организация, запрещённая в России) назначил", "террор", ("назначил",)),
    ("«Талибан» (террористы, запрещены в РФ) назначил", "запрещ", ("назначил",)),
    ("«Талибан» (запрещено в РФ) назначил", "запрещ", ("назначил",)),
    ("«Талибан» (запр. в РФ) назначил", "запр", ("назначил",)),
    ("«Талибан» [запрещённая в РФ организация] назначил", "запрещ", ("назначил",)),
    ("«Талибан» {запрещённая в РФ организация} назначил", "запрещ", ("назначил",)),
    ("«Талибан» — запрещённая в РФ террористическая организация — назначил", "запрещ", ("назначил",)),
    ("Издание «Речь» (СМИ-иноагент) сообщило", "иноагент", ("сообщило",)),
    ("Издание «Речь» (включено Минюстом в реестр иностранных агентов) сообщило", "агент", ("сообщило",)),
    ("Радио (признано в РФ иноагентом и нежелательной организацией) сообщило", "нежелат", ("сообщило",)),
    ("Издание «Речь» (признано Минюстом РФ СМИ, выполняющим функции иностранного агента) сообщило", "агент", ("сообщило",)),
    ("Фонд (деятельность признана нежелательной на территории РФ) сообщил", "нежелат", ("сообщил",)),
    (
        "Бойцы «Талибана»* ушли из города.\nЖители вернулись.\n* — организация, признанная террористической и запрещённая в РФ",
        "террор",
        ("ушли", "вернулись"),
    ),
    (
        "Бойцы «Талибана»* ушли из города.\nЖители вернулись.\n*Движение «Талибан» признано террористическим и запрещено на территории РФ",
        "террор",
        ("ушли", "вернулись"),
    ),
    ("Бойцы «Талибана»* ушли. Жители вернулись. *Запрещённая в РФ организация", "апрещ", ("ушли", "вернулись")),
    ("Бойцы «Талибана»* ушли. Жители вернулись. *террористическая организация, запрещена в РФ.", "апрещ", ("ушли", "вернулись")),
    ("Бойцы «Талибана» (*) ушли.\n(*) запрещена в РФ", "апрещ", ("ушли",)),
    ("Бойцы «Талибана»¹ ушли.\n¹ Террористическая организация, запрещённая в России", "апрещ", ("ушли",)),
    ("Бойцы «Талибана»[1] ушли.\n[1] Террористическая организация, запрещённая в России", "апрещ", ("ушли",)),
    ("Бойцы ушли.\n** Организация, деятельность которой запрещена на территории Российской Федерации", "апрещ", ("ушли",)),
    ("Бойцы ушли.\n• Организация находится под санкциями ООН за террористическую деятельность", "санкци", ("ушли",)),
    ("Делегация движения «Талибан», находящегося под санкциями ООН за террористическую деятельность, прибыла", "санкци", ("прибыла",)),
    ("Делегация запрещенного в РФ «Талибана» прибыла", "запрещ", ("прибыла",)),
    ("Делегация признанного террористическим и запрещенного в РФ движения «Талибан» прибыла", "запрещ", ("прибыла",)),
    ("Делегация запрещённой на территории Российской Федерации террористической организации «Талибан» прибыла", "запрещ", ("прибыла",)),
    ("Делегация террористической организации «Талибан», запрещённой в РФ, прибыла", "запрещ", ("прибыла",)),
    ("Делегация талибов (террористическое движение, деятельность которого на территории РФ запрещена) прибыла", "запрещ", ("прибыла",)),
    ("The Taliban (outlawed in Russia) arrived", "outlawed", ("arrived",)),
    ("The Taliban movement (outlawed in Russia as a terrorist organization) arrived", "outlawed", ("arrived",)),
    ("The Taliban (designated as terrorist and banned in Russia) arrived", "banned", ("arrived",)),
    ("The Taliban (a terrorist organization banned in Russia) arrived", "banned", ("arrived",)),
    ("The Taliban (recognized as terrorist, activities banned in the Russian Federation) arrived", "banned", ("arrived",)),
    ("The Taliban* arrived.\n* - designated as a terrorist organization and banned in Russia", "banned", ("arrived",)),
    ("The Taliban (under UN sanctions over terrorist activities) arrived", "sanctions", ("arrived",)),
    ("The Taliban (whose ban in Russia has been suspended) arrived", "suspended", ("arrived",)),
    ("The Islamic State terror group (IS, formerly ISIS; outlawed in Russia) struck", "outlawed", ("struck",)),
    ("The Islamic State (banned in Russia) struck", "banned", ("struck",)),
    ("Meta (designated as extremist in Russia) said", "extremist", ("said",)),
    ("The outlet (designated a foreign agent by Russia) said", "foreign", ("said",)),
    ("The outlet, designated a foreign agent in Russia, said", "foreign", ("said",)),
    ("塔利班（在俄罗斯被禁止的恐怖组织）代表团抵达", "恐怖", ("代表团",)),
    ("塔利班（该组织被俄罗斯认定为恐怖组织并予以取缔）代表团抵达", "恐怖", ("代表团",)),
    ("塔利班(在俄罗斯被禁)代表团抵达", "禁", ("代表团",)),
    ("“伊斯兰国”（俄罗斯禁止的恐怖组织）袭击", "恐怖", ("袭击",)),
    ("塔利班（俄羅斯禁止的恐怖組織）代表團抵達", "恐怖", ("代表團",)),
    ("«Талибан» (Қазақстанда тыйым салынған террористік ұйым) келді", "тыйым", ("келді",)),
    ("«Талибан» (Қазақстан аумағында қызметіне тыйым салынған) келді", "тыйым", ("келді",)),
    ("«Талибан» (ҚР-да террористік деп танылған ұйым) келді", "террор", ("келді",)),
    ("«Талибан» (Кыргызстанда тыюу салынган) келди", "тыюу", ("келди",)),
    ("«Талибан» (КРда тыюу салынган террордук уюм) келди", "тыюу", ("келди",)),
    ("«Талибан» (ишмердүүлүгүнө тыюу салынган экстремисттик уюм) келди", "тыюу", ("келди",)),
    ("Толибон (фаъолияташ дар Тоҷикистон манъ аст) омаданд", "манъ", ("омаданд",)),
    ("Ҳаракати «Толибон» (дар ҶТ ташкилоти террористӣ эътироф шудааст) омад", "террор", ("омад",)),
    ("ҲНИТ (созмони дар Тоҷикистон мамнуъ) омад", "мамнуъ", ("омад",)),
    ("Ҳизб (фаъолияташ дар Тоҷикистон қатъ шудааст ва террористӣ эълон шудааст) омад", "террор", ("омад",)),
    ("Tolibon (Rossiyada taqiqlangan terrorchi tashkilot) keldi", "taqiq", ("keldi",)),
    ("Tolibon (faoliyati O‘zbekistonda taqiqlangan) keldi", "taqiq", ("keldi",)),
    ("Толибон (Ўзбекистонда тақиқланган ташкилот) келди", "тақиқ", ("келди",)),
    ("Толибон (Россияда террорчи деб топилган) келди", "террор", ("келди",)),
    ("طالبان (گروه تروریستی ممنوع در روسیه) آمد", "تروریستی", ("آمد",)),
    ("طالبان (که در روسیه ممنوع است) آمد", "ممنوع", ("آمد",)),
    ("حركة طالبان (المحظورة في روسيا) وصلت", "المحظورة", ("وصلت",)),
    ("حركة طالبان (المصنفة إرهابية والمحظورة في روسيا) وصلت", "المحظورة", ("وصلت",)),
    ("طالبان (روس میں کالعدم تنظیم) پہنچے", "کالعدم", ("پہنچے",)),
    ("तालिबान (रूस में प्रतिबंधित आतंकवादी संगठन) पहुंचा", "प्रतिबंधित", ("पहुंचा",)),
    ("तालिबान (रूस में प्रतिबंधित) पहुंचा", "प्रतिबंधित", ("पहुंचा",)),
    ("Die Taliban (in Russland verboten) kamen", "verboten", ("kamen",)),
    ("Die Taliban (in Russland als terroristisch eingestuft und verboten) kamen", "verboten", ("kamen",)),
    ("Les talibans (organisation interdite en Russie) arrivent", "interdite", ("arrivent",)),
    ("«Талибан» (запрещенная в России организация; в апреле 2025 года запрет приостановлен) назначил", "запрещ", ("назначил",)),
]
MORE_NEWS = [
    "Верховный суд приостановил запрет «Талибана» в России",
    "Верховный суд РФ (решение вступило в силу) приостановил запрет",
    "Запрет движения «Талибан» (введён в 2003 году) приостановлен",
    "Талибан больше не запрещён в России",
    "«Талибан» запрещён в России с 2003 года, но суд может снять запрет",
    "«Талибан» остаётся под санкциями ООН, заявил постпред",
    "Талибан исключили из списка террористов (ранее это сделал Казахстан)",
    "Суд исключил «Талибан» из перечня террористических организаций, запрещённых в РФ",
    "Список организаций, признанных в РФ террористическими, сократился",
    "Россия признала правительство талибов (первой в мире)",
    "Суд признал «Талибан» террористической организацией",
    "Организация признана террористической по решению суда в Казани",
    "Суд запретил деятельность движения (его лидеры арестованы)",
    "Верховный суд (Москва) приостановил запрет на деятельность движения",
    "(Верховный суд приостановил запрет движения «Талибан»)",
    "Движение (Верховный суд РФ приостановил его запрет) готовит визит",
    "Talks (the first since the ban was lifted) were held",
    "Russia may remove the Taliban from its list (of banned organizations)",
    "Russia's Supreme Court suspended the ban (imposed in 2003)",
    "The Taliban, banned in Russia since 2003, may be delisted",
    "The Taliban is still under UN sanctions, the envoy said",
    "The Taliban, which Russia removed from its list of terrorist organizations, arrived",
    "Girls (banned from school since 2021) protested",
    "The group (a charity) was designated as terrorist by the court",
    "Prosecutors ask to suspend the ban (the court will rule on April 17)",
    "A court in Kabul banned music (including weddings)",
    "Women are banned from parks (and gyms)",
    "* Taliban minister visits Moscow",
    "* Суд приостановил запрет движения «Талибан»",
    "* Верховный суд исключил движение из списка террористических организаций",
    "• Суд приостановил запрет движения «Талибан»",
    "塔利班（阿富汗）代表团抵达",
    "俄罗斯最高法院暂停对塔利班的禁令（4月17日）",
    "俄罗斯（首个承认塔利班的国家）将塔利班移出恐怖组织名单",
    "俄罗斯将塔利班移出恐怖组织名单",
    "制裁（联合国）解除",
    "Ресей Жоғарғы соты «Талибанға» салынған тыйымды тоқтатты (17 сәуір)",
    "Казакстан «Талибанды» (2023-жылы) тизмеден чыгарды",
    "Толибон аз рӯйхати созмонҳои террористӣ (соли 2025) хориҷ шуд",
    "Rossiya Tolibonni taqiqlangan tashkilotlar roʻyxatidan chiqardi (2025)",
    "روسیه نام طالبان را از فهرست گروه\u200cهای تروریستی (سال ۲۰۲۵) حذف کرد",
    "روسیه طالبان را (که پیش\u200cتر در فهرست سازمان\u200cهای تروریستی بود) از فهرست حذف کرد",
    "Запрещённые в РФ криптокарты подорожали",
    "Деятельность миссии разрешена (письмо МИД)",
    "«Талибан» назвал решение (снять запрет) важным",
    "Рынок (санкции ООН его не затронули) вырос",
    "Встреча (санкции обсудили отдельно) прошла",
    "The panel (sanctions were discussed) met",
    "Лавров призвал снять санкции (в том числе ООН)",
    "МИД: санкции ООН (резолюция 1988) надо снять",
    "Комитет Совбеза ООН (санкции СБ ООН 1988) продлил разрешение на поездку Муттаки",
    "Суд (по иску Генпрокуратуры) признал организацию нежелательной",
    "Минюст внёс журналиста в реестр иноагентов (он это отрицает)",
    "* ISIS terrorist group claims attack in Kabul\n* Taliban banned in Russia since 2003, court says",
    "Bombing (the terrorist group claimed it) kills ten",
    "* Террористическая группировка ИГ напала на посёлок",
]


@pytest.mark.parametrize(("text", "gone", "stay"), GONE)
def test_of_a_disclaimer_nothing_is_left(text: str, gone: str, stay: tuple[str, ...]) -> None:
    assert gone not in left(text)
    assert all(word in left(text) for word in stay)


@pytest.mark.parametrize("text", MORE_NEWS)
def test_news_stays_whole(text: str) -> None:
    assert left(text) == text


@pytest.mark.parametrize(("text", "expected"), DISCLAIMERS)
def test_a_disclaimer_is_taken_out(text: str, expected: str) -> None:
    assert left(text) == expected


@pytest.mark.parametrize("text", NEWS)
def test_news_stays(text: str) -> None:
    assert left(text) == text


def test_overlapping_disclaimers_are_one_stretch() -> None:
    text = "Группа\n* организация (запрещена в РФ) признана террористической"
    assert boilerplate_spans(text) == [(7, len(text))]


_PIECES = [
    "(",
    ")",
    "[",
    "]",
    "*",
    "* ",
    "¹",
    "\n",
    ". ",
    ", ",
    "«Талибан»",
    "a",
    "запрещённый в РФ ",
    "признан ",
    "террористическим ",
    "под санкциями ООН",
]


@given(
    st.one_of(st.text(alphabet="(*) запрещн в РФТалибан,.\n«»", max_size=300), st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
)
def test_stretches_are_in_order_and_inside(text: str) -> None:
    end = 0
    for start, stop in boilerplate_spans(text):
        assert end <= start < stop <= len(text)
        end = stop


@pytest.mark.parametrize(
    "piece",
    [
        "(", "*", "[", "（", "(a(b)", "[1]", "* ", "a* ", "¹", "(запрещ ", "* признан ", "* внесен ааа. Ббб ", "запрещённый в России ",
        "движение признано в России террористическим ", ", признанный ", "(outlawed by ", "находится под санкциями ООН ",
    ],
)  # fmt: skip
def test_time_is_linear_in_the_text(piece: str) -> None:
    def taken(times: int) -> float:
        text = (piece * times)[:times]
        start = time.process_time()
        boilerplate_spans(text)
        return time.process_time() - start

    assert taken(200_000) < 1 + 40 * taken(20_000)
