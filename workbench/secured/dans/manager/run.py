# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One run over a folder and its archives: what is done already, what is to be done, and in which process."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from secured.common.outcome import Outcome, Quarantined, Reason
from secured.common.project_key import ProjectKey
from secured.dans.deidentification import Identities, People, Source
from secured.dans.manager.folder_report import Entry
from secured.dans.manager.journal import Journal
from secured.dans.manager.profile import Profile
from secured.dans.manager.sources import Found, found_in, is_archive, opened_archive, prepared
from secured.dans.manager.work import Worker

__all__ = ["Run"]


class Run:
    """One call: what is to be done, what is done, and who does it."""

    def __init__(
        self,
        *,
        worker: Worker,
        key: ProjectKey | str | Path,
        workers: int,
        journal: Journal,
        progress: Callable[[Entry, int], None] | None,
    ) -> None:
        self.worker = worker
        self.key = key
        self.workers = workers
        self.journal = journal
        self.progress = progress
        self.entries: dict[str, Entry] = {}
        self.n_sources = 0

    def clean_all(self, path: Path, profile: Profile, people: People) -> None:
        """Clean what lies in a folder, then what its archives hold, one archive after the other."""
        everything = found_in(path, profile, people)
        everything = prepared(everything, people)
        archives = [
            one for one in everything if isinstance(one.format, Outcome) and is_archive(one.source.main)
        ]
        self.n_sources = len(everything)
        self._clean(one for one in everything if one not in archives)
        for archive in archives:
            try:
                with opened_archive(archive.source.main) as folder:
                    members = found_in(folder, profile, people, prefix=f"{archive.source.name}/")
                    members = prepared(members, people)
                    self.n_sources += len(members) - 1
                    self._clean(members)
            except Quarantined as error:
                self._finished(self.worker.clean(Found(source=archive.source, format=error.outcome("zip"))))

    def _clean(self, sources: Iterable[Found]) -> None:
        todo = []
        for one in sources:
            before = self.journal.done.get(self.worker.identities.code("source", one.source.name))
            if before is not None and self._still_holds(before, one.source):
                self._finished(replace(before, name=one.source.name))
            else:
                todo.append(one)
        if self.workers == 1 or len(todo) < 2:
            for one in todo:
                self._finished(self.worker.clean(one))
            return
        for entry in self._in_processes(todo):
            self._finished(entry)

    def _in_processes(self, todo: list[Found]) -> Iterator[Entry]:
        """Entries as they come; a source whose process died twice is quarantined."""
        left = list(todo)
        alone = False  # one process a source, after one has died
        while left:
            running: dict[Future[Entry], Found] = {}
            try:
                with self._pool(1 if alone else self.workers) as pool:
                    waiting = iter(list(left))
                    while True:
                        while len(running) < (1 if alone else 4 * self.workers):
                            if (one := next(waiting, None)) is None:
                                break
                            running[pool.submit(_clean_in_process, one)] = one
                        if not running:
                            break
                        for future in wait(running, return_when=FIRST_COMPLETED).done:
                            entry = future.result()
                            left.remove(running.pop(future))
                            yield entry
            except BrokenProcessPool:
                if alone:
                    fatal = next(iter(running.values()))
                    left.remove(fatal)
                    died = Quarantined(Reason.INTERNAL_ERROR, "The process that cleaned it died.").outcome()
                    yield self.worker.clean(Found(source=fatal.source, format=died))
                alone = True

    def _pool(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(str(self.key), self.worker.identities.days, self.worker.destination, self.worker.aside),
        )

    def _still_holds(self, entry: Entry, source: Source) -> bool:
        return (
            entry.outcome.deidentified
            and entry.fingerprint == self.worker.fingerprint(source)
            and all((self.worker.destination / place).is_file() for place in entry.places)
        )

    def _finished(self, entry: Entry) -> None:
        self.journal.add(entry)
        self.entries[entry.code] = entry
        if self.progress is not None:
            self.progress(entry, self.n_sources)


_worker: Worker  # of this process


def _begin(key: str, days: int, destination: Path, aside: Path) -> None:
    global _worker
    identities = Identities(key=ProjectKey.read(key), days=days)
    _worker = Worker(identities=identities, destination=destination, aside=aside)


def _clean_in_process(found: Found) -> Entry:
    return _worker.clean(found)
