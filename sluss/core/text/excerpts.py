"""Short plain texts out of long ones: a title for an idea, an excerpt for a list."""

from __future__ import annotations

import re

from .folding import clean

LONGEST_TITLE = 80
_MOST_READ = 4_000
_MOST_PLAIN = 100_000

_LINK = re.compile(r"!?\[([^\]\n]{0,500})\]\([^)\s]{0,500}(?:\s[^)\n]{0,500})?\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+•–][ \t]+|\d{1,3}[.)][ \t]+(?=\S))", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|\*|`|~~)(?=\S)(.{1,300}?)(?<=\S)\1")
_BLANKS = re.compile(r"\s+")

# A full stop ends a sentence when a blank follows and it does not belong to an abbreviation, an initial or an ordinal.
_ABBREVIATED = r"(?<!\bbl\.a)(?<!\bt\.ex)(?<!\bd\.v\.s)(?<!\bo\.s\.v)(?<!\bm\.m)(?<!\bt\.o\.m)(?<!\bfr\.o\.m)(?<!\bs\.k)(?<!\bp\.g\.a)"
_ABBREVIATED += r"(?<!\bkl)(?<!\bca)(?<!\bnr)(?<!\bdvs)(?<!\bosv)(?<!\bst)(?<!\bev)(?<!\bex)(?<!\btex)(?<!\btel)(?<!\b\w)"
_SENTENCE_END = re.compile(rf"(?:[!?…]+|(?i:{_ABBREVIATED})\.+)[\"”»')\]]*(?=\s|$)|(?<=[a-zåäö])\.(?=[A-ZÅÄÖ][a-zåäö])")
_CLAUSE_END = re.compile(
    r"(?:[;:]|,| [–—-])(?=\s)|\s(?=\()|\s(?=(?:men|eftersom|därför att|så att|för att|utan att|medan|but|because|so that)\s)", re.IGNORECASE
)

_GREETING = re.compile(
    r"^(?:hej+(?:san)?|hallå|tjena|god (?:dag|morgon|kväll)|hello|hi|dear)\b(?:\s+(?:alla|på er|där))?[\s!,.:–-]*", re.IGNORECASE
)
_OPENING = re.compile(
    r"^(?:(?:jag|vi) (?:tycker|anser|föreslår|önskar|vill föreslå|tänker) att (?=\w)"
    r"|(?:förslaget|(?:mitt|vårt|ett) förslag) (?:är|innebär|går ut på) att |(?:mitt|vårt) förslag[:.] |förslag[:.] |idé[:.] "
    r"|i (?:think|suggest|propose) that )(?=\S+\s+\S)",
    re.IGNORECASE,
)
# Words that a title cannot end with.
_LOOSE_END = re.compile(
    r"\s+(?:och|eller|men|att|som|i|på|av|med|för|till|från|om|en|ett|den|det|de|där|när|så|är|inte|vid|under|mellan|utan|samt|"
    r"and|or|the|a|an|to|of|in|on|for|with|that|is)$",
    re.IGNORECASE,
)
_TRAILING = " \t.,;:!?…–—-/&+\"”»'([{<«"


def plain(text: str) -> str:
    """The words of a text without the Markdown around them, on one line. Reads 100,000 characters."""
    text = clean(text[:_MOST_PLAIN])
    words = _EMPHASIS.sub(r"\2", _LINE_MARK.sub("", _LINK.sub(r"\1", text)))
    return _BLANKS.sub(" ", words).strip() or _BLANKS.sub(" ", text)


def summarise(text: str, limit: int = 200) -> str:
    """The beginning of a text, at most `limit` characters: whole sentences where they fill half of it, else whole words and "…"."""
    if limit < 2:
        raise ValueError("an excerpt needs room for a letter and an ellipsis")
    text = plain(text[: max(_MOST_READ, 4 * limit)])
    if len(text) <= limit:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, limit + 1) if end.end() <= limit]
    if ends and ends[-1] >= limit // 2:
        return text[: ends[-1]]
    cut = _whole_words(text, limit - 1)
    return (cut.rstrip(_TRAILING) or cut) + "…"


def suggest_title(text: str) -> str:
    """A title for what a person wrote freely, at most 80 characters: its first sentence, or as much of it as makes sense. Empty only
    for a text without content."""
    text = text[:_MOST_READ]
    lines = (plain(line) for line in clean(text).split("\n"))
    whole = " ".join(line if line.endswith((".", "!", "?", ":", ",")) else f"{line}." for line in lines if line)
    wanted = _OPENING.sub("", _GREETING.sub("", whole)).lstrip(_TRAILING + ")]}>")
    title = _shortened(_first_sentence(wanted)) or _shortened(whole) or plain(text)
    return _capital(_calm(title))[:LONGEST_TITLE].rstrip()


def _first_sentence(text: str) -> str:
    end = _SENTENCE_END.search(text)
    return text[: end.start()] if end else text


def _shortened(sentence: str) -> str:
    sentence = sentence.strip(_TRAILING)
    if len(sentence) > LONGEST_TITLE:
        clauses = [end.start() for end in _CLAUSE_END.finditer(sentence, 0, LONGEST_TITLE + 1)]
        fitting = [end for end in clauses if LONGEST_TITLE // 3 <= end <= LONGEST_TITLE]
        sentence = sentence[: fitting[-1]] if fitting else _whole_words(sentence, LONGEST_TITLE)
        while loose := _LOOSE_END.search(sentence.rstrip(_TRAILING)):
            sentence = sentence[: loose.start()]
    return sentence.rstrip(_TRAILING)


def _whole_words(text: str, limit: int) -> str:
    """Cut between words; within one only when it is longer than half of what there is room for."""
    if len(text) <= limit:
        return text
    blank = text.rfind(" ", limit // 2, limit + 1)
    return text[: blank if blank > 0 else limit]


def _calm(title: str) -> str:
    """Lower case for one who writes in capitals only; a few letters may be a name such as SFI."""
    letters = [letter for letter in title if letter.isalpha()]
    shouted = len(letters) > 8 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)
    return title.lower() if shouted else title


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
