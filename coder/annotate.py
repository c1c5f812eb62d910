"""Stage 2, annotate: an article's text becomes sentences of Universal Dependencies words with character offsets.

The parser reads cleaned text (no vowel marks, no tatweel, paragraphs apart); every word keeps its place in the text as
it was written.
"""

from __future__ import annotations

import itertools
import logging
import lzma
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from coder.dateline import dateline_end
from coder.errors import ModelsError, Problem
from coder.languages import Language
from coder.weights import PROCESSORS, find_models

if TYPE_CHECKING:
    from coder.networks import Networks, Tagged
    from coder.read import Article

# Word counts beside the models: they mend the cuts of the tokenizer before the words are tagged.
LEXICON = "lexicon.tsv.xz"
_PARAGRAPH = "\n\n"
_OPENING = frozenset('«“„"([')  # marks that open a name or an aside

LONGEST_SENTENCE = 250
"""Words; lists and lost full stops make longer ones, whose parse would take memory by the square of their length."""
_REMEMBERED = 200_000  # cuts of tokens that a process keeps
_COMMAS = frozenset("،,;:؛-–")


Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Word:
    """A syntactic word of Universal Dependencies; a written token may hold several (``وبالمدينة`` = و + ب + المدينة).

    Attributes:
        index: 0-based position in the sentence.
        text: the word without vowel marks; ``lemma`` as the model gives it.
        upos, deprel: UD tags; ``feats``: UD features.
        head: index of the governor, -1 for the root.
        start, end: character offsets in the article's text, end exclusive.
        token: the written token that holds the word; ``first`` is True for the first word of its token.
        key, bare: folded text, with and without the definite article.
        lemma_key: folded lemma without the definite article.
    """

    index: int
    text: str
    lemma: str
    upos: str
    feats: Mapping[str, str]
    head: int
    deprel: str
    start: int
    end: int
    token: str
    first: bool
    key: str
    bare: str
    lemma_key: str

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Only asked for what the word lacks: its place in the tree, before the sentence is parsed."""
            if name in ("head", "deprel"):
                raise TreeNeeded({self.sentence})
            raise AttributeError(name)


class TreeNeeded(Exception):
    """The trees of sentences are asked for that were only tagged; ``sentences`` are their indices in the article."""

    def __init__(self, sentences: Collection[int]) -> None:
        super().__init__(sentences)
        self.sentences = frozenset(sentences)


def together(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """What some work makes of each item.

    Raises:
        TreeNeeded: of all trees that any of the items needs.
    """
    found: list[Result] = []
    needed: set[int] = set()
    for item in items:
        try:
            found.append(work(item))
        except TreeNeeded as lacking:
            needed |= lacking.sentences
    if needed:
        raise TreeNeeded(needed)
    return found


def runs(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Words of a sentence, in text order, those that stand together in one run."""
    run: list[Word] = []
    for word in words:
        if run and word.index != run[-1].index + 1:
            yield run
            run = []
        run.append(word)
    yield run


class Wording:
    """Words that are looked up all at once."""

    words: tuple[Word, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words bare, and their lemmas."""
        return frozenset(key for word in self.words for key in (word.bare, word.lemma_key))

    @cached_property
    def written(self) -> frozenset[str]:
        """The words with their articles, folded."""
        return frozenset(word.key for word in self.words)


@dataclass(frozen=True)
class Sentence(Wording):
    """A sentence and its dependency tree; ``start`` and ``end`` are character offsets in the article's text.

    ``parsed`` keeps the words as the parser gave them when later stages mend ``words``. Where ``tagged`` is not None,
    the sentence has no tree yet: that is what the parser needs, and to ask a word for its place in the tree raises
    `TreeNeeded`.
    """

    index: int
    text: str
    start: int
    end: int
    words: tuple[Word, ...]
    parsed: tuple[Word, ...] = field(default=(), repr=False)
    tagged: Tagged | None = field(default=None, repr=False)

    @cached_property
    def _children(self) -> tuple[tuple[Word, ...], ...]:
        lists: list[list[Word]] = [[] for _ in self.words]
        for word in self.words:
            if word.head >= 0:
                lists[word.head].append(word)
        return tuple(map(tuple, lists))

    def children(self, word: Word, *deprels: str) -> tuple[Word, ...]:
        """Dependents of a word in text order, all or those with one of these relations (subtypes included)."""
        found = self._children[word.index]
        if not deprels:
            return found
        return tuple(c for c in found if c.deprel in deprels or c.deprel.split(":")[0] in deprels)

    def parent(self, word: Word) -> Word | None:
        """The governor, None for the root."""
        return self.words[word.head] if word.head >= 0 else None

    def ancestors(self, word: Word) -> Iterator[Word]:
        """The governor, its governor, and so on up to the root."""
        while word.head >= 0:
            word = self.words[word.head]
            yield word

    def quote(self, start: int, end: int) -> str:
        """The words of the article between two of its character offsets, both inside the sentence."""
        return self.text[start - self.start : end - self.start]

    def subtree(self, word: Word) -> tuple[Word, ...]:
        """The word and all that depends on it, in text order."""
        found, todo = [word], [word]
        while todo:
            for child in self._children[todo.pop().index]:
                found.append(child)
                todo.append(child)
        return tuple(sorted(found, key=lambda w: w.index))


@dataclass(frozen=True)
class Document:
    """An annotated article."""

    article: Article
    sentences: tuple[Sentence, ...]
    language: Language = field(repr=False)


@dataclass(frozen=True)
class CleanText:
    """Text for the parser; character ``i`` stands for the original's characters ``starts[i]`` to ``ends[i]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of a span of the clean text.

        Marks after a letter belong to it, and a ligature belongs to the first of two words that share it.
        """
        begin = self.starts[start]
        if start and self.starts[start - 1] == begin:
            begin = self.ends[start]
        return begin, max(begin, self.ends[end - 1]) if end > start else begin


def clean(text: str, language: Language) -> CleanText:
    """The text that the parser reads.

    Paragraphs and their datelines are apart by an empty line, runs of white space are one space, characters that
    ``language`` does not need (vowel marks, tatweel, invisible formatting) are gone. A clitic before a quotation mark
    or bracket (``لـ«حماس»``) is apart from it.
    """
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(char: str, offset: int) -> None:
        chars.append(char)
        starts.append(offset)
        ends.append(offset + 1)

    for start, end in _blocks(text, language):
        if not text[start:end].strip():
            continue
        if chars:
            for char in _PARAGRAPH:
                put(char, start - 1)
        begun = len(chars)
        for i in range(start, end):
            plain = language.clean_char(text[i])
            if not plain and len(chars) > begun and chars[-1] != " ":
                ends[-1] = i + 1
            if plain in _OPENING and language.is_clitic(_last_word(chars)):
                put(" ", i - 1)  # «لـ"حماس"»: the tokenizer takes the mark for a part of the word
            for char in plain:
                if char != " " or (len(chars) > begun and chars[-1] != " "):
                    put(char, i)
        while chars and chars[-1] in " \n":
            for column in (chars, starts, ends):
                column.pop()
    return CleanText("".join(chars), tuple(starts), tuple(ends))


def _last_word(chars: Sequence[str]) -> str:
    """The letters at the end."""
    letters = itertools.takewhile(str.isalpha, reversed(chars))
    return "".join(letters)[::-1]


def _blocks(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Paragraphs, the dateline of each apart."""
    for start, end in paragraphs(text):
        cut = dateline_end(text, start, end, language)
        yield start, cut
        yield cut, end


_END_OF_SENTENCE = '.!?؟:؛…»")'
# Lines of hard-wrapped text are about equally long; wider than a terminal, nobody wraps by hand.
_WRAP_WIDTHS = (40, 100)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Offsets of the paragraphs: blank lines part them, and so does every line end unless the lines are hard-wrapped.

    Lines count as hard-wrapped when at least three in a row are all between 40 and 100 characters and none but the last
    of the block ends a sentence more often than by chance (under a third).
    """
    lines: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        lines.append((start, start + len(line)))
        start += len(line)
    blocks: list[list[tuple[int, int]]] = [[]]
    for span in lines:
        if text[slice(*span)].strip():
            blocks[-1].append(span)
        elif blocks[-1]:
            blocks.append([])
    found: list[tuple[int, int]] = []
    for block in blocks:
        if block and _hard_wrapped([text[slice(*span)].strip() for span in block[:-1]]):
            found.append((block[0][0], block[-1][1]))
        else:
            found.extend(block)
    return found


def _hard_wrapped(lines: Sequence[str]) -> bool:
    low, high = _WRAP_WIDTHS
    if len(lines) < 2 or not all(low <= len(line) <= high for line in lines):
        return False
    return sum(line[-1] in _END_OF_SENTENCE for line in lines) * 3 < len(lines)


class Annotator:
    """Loaded models for one language.

    Args:
        language: the language to parse.
        models_dir: folder with Stanza models and their ``resources.json``; None for the models of the package.

    Raises:
        ModelsError: if the models are missing or cannot be read. Nothing is ever downloaded.
    """

    def __init__(self, language: Language, models_dir: str | None = None) -> None:
        self.language = language
        models = find_models(language.code, models_dir)
        lexicon = models.path / language.code / LEXICON
        try:
            self._counts = read_counts(lexicon) if lexicon.exists() else {}
        except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
            raise ModelsError(Problem(str(lexicon), f"cannot be read: {error}", "see `waqai models`")) from error
        self.networks = _load_networks(language.code, language.name, models.path)
        self._words: dict[tuple[str, bool], tuple[str, ...]] = {}  # in tokens that hold several or do not

    def annotate(self, articles: Iterable[Article]) -> list[Document]:
        """Parse articles in one batch; the documents come in the same order."""
        documents = self.tag(articles)
        parsed = iter(self.parse([sentence for document in documents for sentence in document.sentences]))
        return [replace(d, sentences=tuple(next(parsed) for _ in d.sentences)) for d in documents]

    def tag(self, articles: Iterable[Article]) -> list[Document]:
        """Articles with their sentences tagged and not yet parsed."""
        articles = list(articles)
        cleaned = [self._cleaned(article.text) for article in articles]
        cut = self._cut([text.text for text in cleaned])
        words = [[word for token in tokens for word in token.words] for sentences in cut for tokens in sentences]
        tagged = iter(self.networks.tagged(words))
        documents = []
        for article, text, sentences in zip(articles, cleaned, cut, strict=True):
            found = (self._sentence(n, next(tagged), tokens, text, article) for n, tokens in enumerate(sentences))
            documents.append(Document(article, tuple(found), self.language))
        return documents

    def parse(self, sentences: Sequence[Sentence]) -> list[Sentence]:
        """The sentences with their trees."""
        trees = self.networks.trees([s.tagged for s in sentences if s.tagged is not None])
        found = []
        for sentence, tree in zip(sentences, trees, strict=True):
            words = tuple(
                _word(**{**vars(word), "head": head - 1, "deprel": deprel})
                for word, (head, deprel) in zip(sentence.words, tree, strict=True)
            )
            found.append(replace(sentence, words=words, parsed=words, tagged=None))
        return found

    def _sentence(
        self, index: int, tagged: Tagged, tokens: Sequence[Token], text: CleanText, article: Article
    ) -> Sentence:
        """A sentence without its tree."""
        language, words = self.language, list[Word]()
        for token in tokens:
            # What Stanza finds too long to be a word it calls <UNK>; the text has it.
            written = text.text[token.start : token.end]
            for position, (begin, end) in enumerate(word_spans(written, token.words)):
                at = len(words)
                word, lemma, (upos, _, feats) = tagged.words[at], tagged.lemmas[at] or tagged.words[at], tagged.tags[at]
                start, stop = text.original(token.start + begin, token.start + end)
                words.append(
                    _word(
                        index=at,
                        text=word,
                        lemma=lemma,
                        upos=upos or "X",
                        feats=_features(feats),
                        start=start,
                        end=stop,
                        token=written,
                        first=position == 0,
                        key=language.fold(word),
                        bare=language.bare(word),
                        lemma_key=language.bare(lemma),
                        sentence=index,
                    )
                )
        start, end = words[0].start, words[-1].end
        return Sentence(index, article.text[start:end], start, end, tuple(words), tagged=tagged)

    def _cleaned(self, text: str) -> CleanText:
        found = clean(text, self.language)
        return replace(found, text=self.language.respelled(found.text, self._counts)) if self._counts else found

    def _cut(self, texts: Sequence[str]) -> list[list[Sequence[Token]]]:
        """The tokens of each sentence of each text with the words in them, the cuts of clitics mended."""
        pieces = self.networks.tokens(texts)
        self._learn({(p.text, p.several) for sentences in pieces for sentence in sentences for p in sentence})
        return [
            [
                part
                for sentence in sentences
                for part in shortened([Token(p.start, p.end, self._words[p.text, p.several]) for p in sentence])
            ]
            for sentences in pieces
        ]

    def _learn(self, tokens: Collection[tuple[str, bool]]) -> None:
        """Find out which words are in tokens; the network is asked only where word counts leave it open."""
        if len(self._words) > _REMEMBERED:
            self._words.clear()
        unknown = []
        for token, several in tokens:
            if (token, several) not in self._words:
                words = self._mended(token, _Open() if several else None)
                if words is None:
                    unknown.append(token)
                else:
                    self._words[token, several] = words
        for token, cut in self.networks.cuts(unknown).items():
            self._words[token, True] = self._mended(token, cut if len(cut) > 1 else None) or (token,)

    def _mended(self, token: str, split: Sequence[str] | None) -> tuple[str, ...] | None:
        """The words of a token that the tokenizer takes to be those of ``split``; None if that must be known."""
        if not self._counts:
            words = split
        else:
            try:
                words = self.language.resegment(token, split, self._counts)
            except _NotKnown:
                return None
        return None if isinstance(words, _Open) else tuple(words or (token,))


class _NotKnown(Exception):
    """The cut of a token is asked for."""


class _Open(Sequence[str]):
    """A cut that is not known yet."""

    def __len__(self) -> int:
        raise _NotKnown

    def __getitem__(self, index: Any) -> Any:
        raise _NotKnown


@dataclass(frozen=True)
class Token:
    """A written token with its place in the clean text and the words in it."""

    start: int
    end: int
    words: tuple[str, ...]


def shortened(sentence: Sequence[Token], longest: int = LONGEST_SENTENCE) -> Iterator[Sequence[Token]]:
    """A sentence in pieces that the parser can hold.

    A piece ends with a comma if there is one in its second half, and no token is cut.
    """
    while sentence:
        sizes = itertools.accumulate(len(token.words) for token in sentence)
        count = max(1, sum(1 for size in itertools.takewhile(lambda size: size <= longest, sizes)))
        if count < len(sentence):
            commas = [n for n in range(count // 2, count) if sentence[n].words[0] in _COMMAS]
            count = commas[-1] + 1 if commas else count
        yield sentence[:count]
        sentence = sentence[count:]


def read_counts(path: Path) -> dict[str, int]:
    """Word counts from a lexicon: xz-compressed UTF-8 lines of word, tab, count."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return {word: int(count) for word, count in (line.split("\t") for line in lines)}


@lru_cache(maxsize=1)  # a process needs them once, and they are large
def _load_networks(code: str, name: str, models_dir: Path) -> Networks:
    # Hugging Face's client must not so much as look for the network.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import stanza
    import torch

    from coder.networks import Networks, known

    if "OMP_NUM_THREADS" not in os.environ:
        # Layers this small gain nothing from threads, and lose much where another program wants the cores.
        torch.set_num_threads(1)
    logging.getLogger("stanza").setLevel(logging.ERROR)
    try:
        pipeline = stanza.Pipeline(
            code,
            dir=str(models_dir),
            package="default",
            processors=",".join(PROCESSORS),
            download_method=None,
            use_gpu=False,
            logging_level="CRITICAL",  # what fails is told once, by ModelsError
        )
        return Networks(pipeline, known.read(models_dir / code, pipeline.processors))
    except Exception as error:  # Stanza and torch raise many kinds; whatever it is, the models are unusable.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelsError(
            Problem(str(models_dir), f"models for {name} cannot be loaded: {reason}", "see `waqai models`")
        ) from error


def _word(**values: Any) -> Word:
    """A word of these values, of those that are tagged only without ``head`` and ``deprel``."""
    word = Word.__new__(Word)
    vars(word).update(values)
    return word


@cache  # there are few
def _features(feats: str) -> Mapping[str, str]:
    return dict(pair.split("=", 1) for pair in feats.split("|")) if feats else {}


def word_spans(token: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words of a token stand in it, as offsets that never overlap, never go back and lie within the token.

    Expansion may respell (``للأمم`` = ل + الأمم, ``مدينته`` = مدينة + ه), so words are laid along the token: each
    takes its own length, the last one the rest, the shortage falling on the longest word.
    """
    if len(words) == 1:
        return [(0, len(token))]
    lengths = [len(word) for word in words]
    while sum(lengths) > len(token) and max(lengths) > 0:
        lengths[lengths.index(max(lengths))] -= 1
    spans, position = [], 0
    for i, length in enumerate(lengths):
        end = len(token) if i == len(lengths) - 1 else position + length
        spans.append((position, end))
        position = end
    return spans
