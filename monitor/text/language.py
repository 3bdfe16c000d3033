"""Which language a text is written in: its script, then letters that only some languages have, then its commonest words.

No model files. **To add a language:** a line in ``_LANGUAGES`` under its script. ``letters`` are those that not every language of the
script has; a letter that stands only in the lines of others speaks against it. Languages that we do not inflect are here so that they are
not taken for others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.text.normalize import APOSTROPHES
from monitor.text.scripts import script_of

_SAMPLE = 1000  # characters that are looked at
_ENOUGH = 60  # letters: from here on a language shows its own letters, or it is not that language

_WORD = 4  # what one common word weighs against one letter
_ENDING = 2
_OTHERS_LETTER = 3
_MISSING = 0.03  # for each letter of a text that has none of those to be expected


@dataclass(frozen=True, slots=True)
class _Language:
    name: str
    letters: str
    words: frozenset[str]
    expected: str = ""  # letters of which a longer text of this language has at least one
    endings: tuple[str, ...] = ()


def _language(name: str, letters: str, words: str, expected: str = "", endings: str = "") -> _Language:
    return _Language(name, letters, frozenset(words.split()), expected, tuple(endings.split()))


_LANGUAGES: dict[str, tuple[_Language, ...]] = {
    "Latn": (
        _language(
            "en",
            "",
            "the of and to in is that for it was on with as are by from at his her has have be this not will after their who a i "
            "you we they he she but or an can what about more if would there which when said my your any do does no how its",
        ),
        _language(
            "de",
            "äöüß",
            "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an hat aus bei nach sind",
        ),
        _language(
            "fr",
            "àâçéèêëîïôùûœ",
            "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux",
        ),
        _language(
            "uz",
            "ʻʼ",
            "va bilan uchun bu ham deb deya bir edi esa kerak qildi haqida boyicha keyin mumkin bolgan ozbekiston davlat orqali emas",
            endings="larning ining larni lari larga larda larini idan idagi moqda ilgan ishni chilik dagi ning lashtirish yapti adilar "
            "imiz sidan asini asida",
        ),
        _language(
            "kk",
            "áäǵğıńñóöúüūýş",
            "jáne men bul bir úshin dep bolyp týraly qazaqstan bolǵan boiynsha jäne turaly üşin osy eki edi degen ol",
        ),
        _language("es", "áéíóúñü¿¡", "de la que el en y los se del las por un para con no una su al lo como más pero sus le ha este"),
        _language(
            "nl", "", "de het een van en in is dat op te zijn voor met die niet aan er ook als bij om door heeft naar uit over nog werd"
        ),
        _language("pt", "ãõáâàéêíóôúç", "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das"),
        _language("it", "àèéìòù", "di e il la che in un per è una sono con non del si da le dei alla della nel ha anche al più gli"),
        _language("tr", "çğıöşüİâ", "ve bir bu için ile da de olarak çok daha olan gibi sonra kadar en ne var değil o ise büyük türkiye"),
    ),
    "Cyrl": (
        _language("ru", "ыэщъё", "и в не на что с по это как к из у за от для о же он его но бы был до при", "ыэщъё"),
        _language(
            "kk", "әғқңөұүһіыэщ", "және мен бұл үшін деп бір болып туралы осы болған дейін бойынша еді екі ол ең екен қазақстан", "іұәқғ"
        ),
        _language(
            "ky",
            "ңөүыэщ",
            "жана менен бул үчүн деп бир болгон боюнча эле да эмес ал болуп тарабынан кийин эки кыргызстан кыргыз керек ошол",
            "өүң",
            "нын нин нун дын дин дун тын тин тун ган ген гон лар лер лор дагы деги дан ден дон станда лык дык луу уу оо ышты ады еди",
        ),
        _language(
            "tg", "ҷӣӯҳқғъэё", "ва дар ба аз ки бо барои ин аст он буд шуд ё кард низ мекунад гуфт тоҷикистон ҳам худ бар пас", "ҳаӣ"
        ),
        _language(
            "uz",
            "ўқғҳъэё",
            "ва билан учун бу ҳам деб бир эди эса керак ҳақида бўйича кейин мумкин бўлган ўзбекистон қилди лекин орқали бўлиб",
            "ўқғҳ",
        ),
        _language("uk", "іїєґщ", "і в на не що з у до та за як від про це його для є але при був й також", "ії"),
        _language("be", "іўыэё", "і у на не з што да па за як для ад ў гэта яго але пры быў каб таксама", "іў"),
        _language("bg", "ъщ", "на и да в се за от е не са с по че ще като до си това към при или след", "ъ"),
        _language("sr", "јљњћђџ", "је и у на да се за од са су не који о као по из што није али", "ј"),
        _language("mn", "өүыэё", "ба нь байна юм энэ уу тэр гэж болон хийх бол улсын", "өү"),
    ),
    "Arab": (
        _language("fa", "پچژگکی", "و در به از که این را با است برای آن شد بر تا یک خود هم نیز می کرد شده گفت ها"),
        _language("ar", "ةأإىيكؤئ", "في من على إلى أن عن مع التي الذي هذا هذه ما كان بعد بين أو لا قال وقال خلال قبل كما", "أةيإ"),
        _language("ps", "پچژگکیټډړښږڅځڼېۍګئي", "د په چې او ته کې له دې نه کړي هم یې سره دی دغه کوي شوي وي خو به لپاره", "ېښټړګ"),
        _language("ur", "پچژگکیٹڈڑےںہھئ", "کے کی میں سے اور کا ہے نے کو پر کہ یہ ہیں بھی کر اس تھا گیا لیے ایک نہیں", "ےہ"),
        _language("kk", "پچگكەۇۋىڭٴي", "جانە مەن بۇل ءۇشىن دەپ ءبىر بولىپ تۋرالى وسى بولعان دەيىن بويىنشا", "ەۇ"),
        _language("ug", "پچژگكەۇۋىڭۆۈېھئي", "ۋە بىلەن بۇ ئۈچۈن دەپ بىر ھەم بولۇپ", "ئە"),
        _language("ckb", "پچژگکیەۆێڕڵھ", "و لە بە بۆ کە ئەم لەگەڵ دەکات", "ەێ"),
    ),
}
_ALL_LETTERS = {script: frozenset("".join(one.letters for one in languages)) for script, languages in _LANGUAGES.items()}

#: How feeds and pages name a language that has another name here: three letters, a country for its language.
_NAMED = """
fa prs fas per dari|ps pus pbt|ur urd|zh zho chi cn cmn|en eng|ru rus|hi hin|kk kaz kz|ky kir kg|tg tgk tj|uz uzb
ar ara|de deu ger|fr fra fre|uk ukr ua|ja jpn jp
"""
_OTHER_NAMES = {other: line.split()[0] for line in _NAMED.replace("\n", "|").split("|") for other in line.split()[1:]}
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "xx", "x"})
_ELSEWHERE = {"zh": "Hani", "ja": "Hani", "hi": "Deva", "mr": "Deva", "ne": "Deva", "el": "Grek", "ko": ""}
_WORDS = re.compile('[^\\s\\d.,:;!?"«»“”„()\\[\\]{}<>/|…–—،؛؟۔*#@+=_-]+')
_NO_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, ""))
_KANA = re.compile("[\u3041-\u30fa]")


def primary(tag: str) -> str:
    """Return the language of a tag such as ``en-US`` or ``zh_Hant``, in lower case."""
    return tag.replace("_", "-").split("-")[0].strip().casefold()


def detect(text: str, hint: str = "") -> str:
    """Return the BCP 47 primary subtag of a text's language, empty where it is not known.

    Args:
        text: any length; the first few thousand characters are looked at.
        hint: what the feed or the source says (``ru``, ``en-US``, ``prs``). It is believed where the text's script allows it, and in a
            longer text its letters and words: a Kazakh site has Russian articles.
    """
    sample = text[:_SAMPLE]
    hint = primary(hint)
    hint = "" if hint in _NO_LANGUAGE else _OTHER_NAMES.get(hint, hint)
    script = script_of(sample)
    if script in _LANGUAGES:
        return _among(script, sample, hint)
    if script == "Hani":
        return "ja" if hint == "ja" or len(_KANA.findall(sample)) * 5 > len(sample) else "zh"
    if not script or script == _script_of_language(hint):
        return hint
    return "hi" if script == "Deva" else ""


def _among(script: str, sample: str, hint: str) -> str:
    languages = _LANGUAGES[script]
    sample = sample.casefold()
    letters = dict(Counter(sample))
    words = dict(Counter(_WORDS.findall(sample.translate(_NO_APOSTROPHES))))
    special = {letter: count for letter, count in letters.items() if letter in _ALL_LETTERS[script]}
    scores = {one.name: _score(one, special, len(sample), words) for one in languages}
    best = max(scores, key=scores.__getitem__)
    if hint in scores:
        claimed = next(one for one in languages if one.name == hint)
        return hint if _may_be(claimed, special, len(sample)) and scores[hint] >= scores[best] - _doubt(len(sample)) else best
    if hint and script == _script_of_language(hint):
        return hint
    return best if scores[best] > 0 or script != "Latn" or sample.isascii() else ""


def _score(language: _Language, special: Mapping[str, int], length: int, words: Mapping[str, int]) -> float:
    """Common words, endings and own letters, less the letters that only other languages have."""
    own = sum(count for letter, count in special.items() if letter in language.letters) if special else 0
    others = sum(special.values()) - own
    missing = 0 if _may_be(language, special, _ENOUGH) else length * _MISSING
    common = sum(map(words.__getitem__, words.keys() & language.words))
    ended = sum(count for word, count in words.items() if word.endswith(language.endings)) if language.endings else 0
    return _WORD * common + own + _ENDING * ended - _OTHERS_LETTER * others - missing


def _doubt(length: int) -> float:
    """How far a hint may lie behind what the text says: a line says little, a page much."""
    return 12 + length / 20


def _may_be(language: _Language, special: Mapping[str, int], length: int) -> bool:
    """Whether a text has one of the letters without which this language does not go, or is too short to ask."""
    return length < _ENOUGH or not language.expected or any(letter in special for letter in language.expected)


def _script_of_language(name: str) -> str:
    """The script of a language that is not weighed; Latin unless we know better."""
    for script, languages in _LANGUAGES.items():
        if name in _names(languages):
            return script
    return _ELSEWHERE.get(name, "Latn")


def _names(languages: Iterable[_Language]) -> set[str]:
    return {one.name for one in languages}
