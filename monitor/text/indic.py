"""Hindi and Urdu: one grammar in two scripts."""

from __future__ import annotations

from functools import cache

from monitor.text.arabic import broken_plurals
from monitor.text.endings import Grammar, change, tagged

# ── Hindi ──────────────────────────────────────────────────────────────────────────────────────────
# As fold() leaves it: no nukta, ँ is ं, ॉ is ा. Verbs (a term in -ना) are filed under their own tag.

_HI_VERB = (
    "ना ने नी ता ते ती या ये यी ए ई ा े ी ीं ईं यीं ं ें एं ूं ऊं ो ओ कर के ने नेवाला एगा एगी एंगे ेगा ेगी ेंगे गा गी गे ाया ाए ाई ाना ाने िए इए "
    "ूंगा ऊंगा ोगे ते तीं िये इये वाया वाए वाई वाना वाने"
)


@cache
def hindi_grammar() -> Grammar:
    """Nouns and adjectives, direct and oblique; verbs from their dictionary form."""
    return Grammar(
        name="hi",
        endings=tagged(
            {
                "": ["ों", "ो", "ें", "ओं", "ओ", "एं", "ए", "यें", "यों", "यां", "ियों", "ियां", "ियो", "्स", "ेज", "ाओं", "ाएं"],
                "ा": ["े", "ों", "ो", "ी", "ए", "ये", "ओं", "यों", "यी", "ई", "एं", "ें"],
                "ी": ["ियों", "ियां", "ियो", "इयों", "इयां", "इयो"],
                "ू": ["ुओं", "ुएं", "ुओ", "उओं", "उएं"],
                "िया": ["ियां", "ियों"],
                "ना": _HI_VERB.split(),
                "ीय": ["ी"],
            }
        ),
        changes=[
            change("ा", "ा|या|आ"),  # हमला, हमले; रुपया, रुपये
            change("ा", "[ाआ]ं"),  # कुआं, कुएं
            change("ी", "[ीई]"),  # पाबंदी, पाबंदियों; लड़ाई, लड़ाइयों
            change("ू", "[ूऊ]"),  # डाकू, डाकुओं
            change("िया", "िया"),  # चिड़िया, चिड़ियां
            change("ना", "(?<=..)ना"),  # हटाना, हटाया
            change("ीय", "(?<=......)(?<![ािीुूेैोौा])"),  # तालिबान, तालिबानी: adjectives of long names only, for दोस्ती is not a form of दोस्त
        ],
    )


# ── Urdu ───────────────────────────────────────────────────────────────────────────────────────────
# As fold() leaves it: ہ is ه, ئ is ی, ؤ is و, ۓ is ے.

_UR_VERB = "نا نے نی تا تے تی تیں یا یے یی ے ی یں ا و وں وں گا گی گے ےگا ےگی یںگے کر کے انا انے ایا ایی ایے وانا وانے وایا وایی"


@cache
def urdu_grammar() -> Grammar:
    """The same, with the plurals of Persian, Arabic and English."""
    return Grammar(
        name="ur",
        endings=tagged(
            {
                "": ["وں", "و", "یں", "اں", "ات", "ین", "ان", "یوں", "یاں", "ییں", "ے", "س", "ز", "یات", "جات", "ون", "ا"],
                "~": ["ے", "وں", "و", "ات", "یے", "جات", "گان"],
                "ا": ["ی", "یوں", "یاں"],
                "یا": ["یاں", "یوں"],
                "ت": ["ات"],
                "نا": _UR_VERB.split(),
            }
        ),
        changes=[
            change("~", "[هاں]"),  # حملہ, حملے, حملوں; واقعہ, واقعات; لڑکا, لڑکے
            change("~", "(?<=^دعو|^فتو)ی"),  # فتویٰ, فتوے
            change("ا", "ا"),  # لڑکا, لڑکی; نیا, نئی
            change("یا", "یا"),  # چڑیا, چڑیاں
            change("", "ں", "ن"),  # حکمراں, حکمرانوں
            change("ت", "(?<=..)ت"),  # خدمت, خدمات
            change("نا", "(?<=..)نا"),  # ہٹانا, ہٹایا
        ],
        forms=broken_plurals,
    )
