"""The whole config folder becomes one value, or one error that holds every problem of every file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from monitor.alerts.templates import troubles
from monitor.catalog.concepts import ConceptFile
from monitor.catalog.fields import Strictly, nearest
from monitor.catalog.files import RawFile, read_text
from monitor.catalog.notify import read_notify
from monitor.catalog.queries import query_problems
from monitor.catalog.secrets import Secrets, leaks, read_secrets, redacted
from monitor.catalog.settings import Settings
from monitor.catalog.sources import SourcesFile
from monitor.catalog.topics import Example, TopicFile, condition_problems, cut_short, examples_of
from monitor.catalog.tree import Keys, YamlFile, read_yaml
from monitor.catalog.unique import Seen
from monitor.catalog.wording import problems_of
from monitor.errors import ConfigInvalid, Problem
from monitor.locales import COMPLETE, TABLE
from monitor.locales.faults import faults
from monitor.model import Concept, Source, Subscriber, Topic
from monitor.notifiers import Notifier

SETTINGS = "monitor.yaml"
TEMPLATE = "templates/alert.html.j2"
FOLDERS = ("topics", "concepts", "sources")
_OTHERS = ("schema", "locales", "templates")
_NOTHING: Mapping[str, str] = MappingProxyType({})

_Model = TypeVar("_Model", bound=Strictly)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything that operators wrote, checked. ``digest`` changes when a file does; ``warnings`` were accepted."""

    settings: Settings = field(default_factory=Settings)
    topics: tuple[Topic, ...] = ()
    concepts: tuple[Concept, ...] = ()
    sources: tuple[Source, ...] = ()
    warnings: tuple[Problem, ...] = ()
    digest: str = ""
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    examples: tuple[Example, ...] = ()
    alert_template: str = ""  # empty where alerts have the form that is built in
    notifiers: Mapping[str, Notifier] = field(default_factory=dict, repr=False)  # by the name of their entry in `notify`

    @property
    def database_url(self) -> str:
        """The database to open: the secret where it is given, else the setting."""
        return self.secrets.database_url or self.settings.database

    @property
    def readers(self) -> tuple[Subscriber, ...]:
        """The subscribers that stand in `notify`, each with a choice for each topic."""
        settings = self.settings
        return tuple(entry.noun(self.topics, locale=settings.locale, time_zone=settings.time_zone) for entry in settings.notify)


def load(folder: Path, environ: Mapping[str, str] = _NOTHING) -> Catalog:
    """Read the config folder.

    Args:
        folder: with monitor.yaml, topics/, concepts/ and sources/; each may be missing.
        environ: where the secrets are looked up.

    Raises:
        ConfigInvalid: with every problem of every file, warnings among them, in the order of files and lines.
    """
    if not folder.is_dir():
        raise ConfigInvalid([Problem(message=f"there is no folder {folder}: name another with --config")])
    return _Reading(folder, environ).catalog()


def digest_of(folder: Path) -> str:
    """Return what `Catalog.digest` would be, also of a config that is invalid."""
    return _digest([read_text(path, name=name) for name, path in _files(folder)])


@dataclass(slots=True)
class _Reading:
    """One reading of a folder: collects problems until all files are seen."""

    folder: Path
    environ: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    raw: list[RawFile] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    files: dict[str, YamlFile] = field(default_factory=dict)  # of topics and concepts, for the places of their queries
    topics: list[Topic] = field(default_factory=list)
    concepts: list[Concept] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    broken: list[YamlFile] = field(default_factory=list)  # concepts that could not be read

    def catalog(self) -> Catalog:
        secrets, troubles = read_secrets(self.environ)
        self.problems += troubles
        self.problems += _strays(self.folder)
        settings, template, written = Settings(), "", YamlFile(name=SETTINGS, text="", root=None)
        for name, path in _files(self.folder):
            if name == TEMPLATE:
                template = self._template(path)
                continue
            file = self._read(path, name)
            match name.split("/")[0]:
                case "topics":
                    self._take_topic(file, self._valid(file, TopicFile))
                case "concepts":
                    self._take_concept(file, self._valid(file, ConceptFile))
                case "sources":
                    self._take_sources(file, self._valid(file, SourcesFile))
                case _:
                    written = file
                    settings = self._valid(file, Settings) or settings
                    self.problems += _language_problems(self.folder, settings, file)
        notifiers, troubles = read_notify(settings.notify, self.environ, {topic.id for topic in self.topics}, written)
        self.problems += troubles
        self.problems += _template_problems(template)
        self.problems += query_problems(self.topics, self.concepts, self.broken, self.sources, self.files)
        if any(problem.severity == "error" for problem in self.problems):
            raise ConfigInvalid(self._in_order())
        self.problems += _missing(self.topics, self.sources)
        return Catalog(
            settings=settings,
            topics=tuple(self.topics),
            concepts=tuple(self.concepts),
            sources=tuple(self.sources),
            warnings=tuple(self._in_order()),
            digest=_digest(self.raw),
            secrets=secrets,
            examples=tuple(self.examples),
            alert_template=template,
            notifiers=notifiers,
        )

    def _take_topic(self, file: YamlFile, topic: TopicFile | None) -> None:
        self.files[file.name] = file
        if topic:
            self.problems += self.seen.again("topic id", topic.id, file, ("id",))
            self.problems += cut_short(file)
            self.problems += condition_problems(file)
            self.topics.append(topic.noun(file))
            self.examples += examples_of(topic, file)

    def _take_concept(self, file: YamlFile, concept: ConceptFile | None) -> None:
        self.files[file.name] = file
        if concept:
            self.problems += self.seen.again("concept id", concept.id, file, ("id",))
            self.concepts.append(concept.noun(file=file.name, line=file.node_at(("terms",))[1].line))
        else:
            self.broken.append(file)

    def _take_sources(self, file: YamlFile, listed: SourcesFile | None) -> None:
        if listed:
            self.problems += self.seen.sources_again(listed, file)
            self.sources += [source.noun() for source in listed.sources]

    def _read(self, path: Path, name: str) -> YamlFile:
        raw = read_text(path, name=name)
        self.raw.append(raw)
        self.problems += raw.problems
        if raw.problems:
            return YamlFile(name=name, text="", root=None, problems=raw.problems)
        self.problems += leaks(raw.text, file=name)
        file = read_yaml(raw.text, name=name)
        self.problems += file.problems
        return file

    def _template(self, path: Path) -> str:
        raw = read_text(path, name=TEMPLATE)
        self.raw.append(raw)
        self.problems += raw.problems
        self.problems += leaks(raw.text, file=TEMPLATE)
        if not raw.problems and not raw.text.strip():
            self.problems.append(Problem(file=TEMPLATE, message="the file is empty: delete it, and alerts have the form that is built in"))
        return raw.text

    def _valid(self, file: YamlFile, model: type[_Model]) -> _Model | None:
        if file.root is None:
            return self._empty(file, model)
        try:
            return model.model_validate(file.root.value if isinstance(file.root, Keys) or file.root.value is not None else {})
        except ValidationError as error:
            self.problems += problems_of(error, file, model)
            return None

    def _empty(self, file: YamlFile, model: type[_Model]) -> _Model | None:
        """An empty monitor.yaml or source file is as good as none; a topic or concept must say something."""
        if file.problems:
            return None
        if model in {Settings, SourcesFile}:
            return model()
        self.problems.append(Problem(file=file.name, message="the file is empty: write `id:` and the rest, or delete it"))
        return None

    def _in_order(self) -> list[Problem]:
        return [replace(one, message=redacted(one.message)) for one in sorted(set(self.problems), key=_order)]


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.message


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files that are read, as (name relative to the folder, path)."""
    settings = folder / SETTINGS
    if settings.is_symlink() or settings.exists():
        yield SETTINGS, settings
    template = folder / TEMPLATE
    if template.is_symlink() or template.exists():
        yield TEMPLATE, template
    for part in FOLDERS:
        inside = folder / part
        names = sorted(path.name for path in inside.iterdir()) if inside.is_dir() else []
        yield from ((f"{part}/{name}", inside / name) for name in names if name.endswith(".yaml") and not name.startswith("."))


def _strays(folder: Path) -> Iterator[Problem]:
    """Yield a warning for each file and folder that looks like config and is not read."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in {SETTINGS, *FOLDERS, *_OTHERS}:
            continue
        near = nearest(path.name, [SETTINGS, *FOLDERS])
        if near or path.suffix in {".yaml", ".yml"}:
            hint = f"did you mean `{near}`?" if near else f"files stand in {', '.join(FOLDERS)}"
            yield Problem(file=path.name, message=f"is not read: {hint}", severity="warning")
    templates = folder / TEMPLATE.split("/", maxsplit=1)[0]
    for path in sorted(templates.iterdir()) if templates.is_dir() else []:
        if not path.name.startswith(".") and path.name != TEMPLATE.split("/")[1]:
            yield Problem(file=f"templates/{path.name}", message=f"is not read: {TEMPLATE} alone is", severity="warning")
    for part in FOLDERS:
        inside = folder / part
        for path in sorted(inside.iterdir()) if inside.is_dir() else []:
            if path.suffix == ".yml" and not path.name.startswith("."):
                yield Problem(file=f"{part}/{path.name}", message=f"is not read: name it {path.stem}.yaml", severity="warning")


def _template_problems(template: str) -> Iterator[Problem]:
    if template.strip():
        yield from (Problem(file=TEMPLATE, line=trouble.line, message=trouble.reason) for trouble in troubles(template, COMPLETE))


def _language_problems(folder: Path, settings: Settings, file: YamlFile) -> Iterator[Problem]:
    """Yield what is wrong with the catalogues of other languages, and a language that there is none of."""
    there = set(COMPLETE)
    if settings.locales:
        for fault in faults(folder / settings.locales):
            yield replace(fault, file="/".join(filter(None, (settings.locales.rstrip("/"), fault.file))))
        there |= {path.parent.name for path in (folder / settings.locales).glob(f"*/{TABLE}")}
    if settings.locale not in there:
        node, place = file.node_at(("locale",))
        place = node.place if node else place
        message = f"`{settings.locale}` is not known here: known are {', '.join(sorted(there))}, and those of `locales`"
        yield Problem(file=file.name, line=place.line, column=place.column, message=message)


def _missing(topics: Sequence[Topic], sources: Sequence[Source]) -> Iterator[Problem]:
    """Yield a warning where there is nothing to look for, or nowhere to look."""
    for noun, there in (("topics", topics), ("sources", sources)):
        if not any(one.enabled for one in there):
            message = f"there are no {noun}{' that are enabled' if there else ''}: nothing will be found until a file in {noun}/ holds one"
            yield Problem(file=noun, message=message, severity="warning")


def _digest(files: Sequence[RawFile]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name}\0{len(file.body)}\0{bool(file.problems)}\0".encode())
        total.update(file.body)
    return total.hexdigest()
