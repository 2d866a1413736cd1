"""A newcomer at the keyboard: from the first start to a solved problem, a presentation, a hand-out and an old session.

``python -m tests.helpers.newcomer PICTURES [--dark]`` plays it in a real window under Xvfb with a real model, typed by
the X server's own keyboard, and takes the pictures of the user guide. ``tests/ui/test_newcomer.py`` plays it without.
"""

import argparse
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psutil

from app.preferences import Keeper, Preferences, ThemeChoice
from engine.store import FILE_NAME, Store
from models.library import Library

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
SCREEN = "1290x850x24"
TOOLS = ("Xvfb", "openbox", "xdotool")
ANOTHER = "A baker fills 6 trays with 14 rolls each. He sells two thirds of them. How many rolls are left?"
Seen = Mapping[str, Any]


class Hands(Protocol):
    """What types."""

    def press(self, keys: str) -> None:
        """One combination, as in "Ctrl+P"."""

    def write(self, text: str) -> None:
        """Letters, one after the other."""


class Desk:
    """The computer of the newcomer: a home with a model of another program, a data folder, and the window."""

    def __init__(self, home: Path, model: Path, display: str = "") -> None:
        """``display`` of an X server with a keyboard; without, the window is drawn into memory."""
        self.home, self.data, self.display = home, home / "stepwise", display
        other = home / ".lmstudio" / "models" / "somebody"
        other.mkdir(parents=True)
        (other / model.name).symlink_to(model)
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The process of the window."""
        assert self._process is not None
        return self._process.pid

    def open(self) -> None:
        """Start the program, and wait for its window."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "HF_", "OLLAMA"))},
            "HOME": str(self.home),
            "QT_QPA_PLATFORM": "xcb" if self.display else "offscreen",
            "DISPLAY": self.display,
        }
        command = [sys.executable, "-m", "tests.helpers.typed_window", str(self.data)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )
        self.until(lambda seen: seen["front"], "the window")

    def look(self) -> Seen:
        """What is on the screen."""
        return self._ask({"look": ""})

    def until(self, condition: Callable[[Seen], object], what: str, seconds: float = PATIENCE_S) -> Seen:
        """Wait until something is seen.

        Raises:
            AssertionError: it did not come; says what was seen instead.
        """
        deadline = time.monotonic() + seconds
        while not condition(seen := self.look()):
            assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}: {dict(seen)}"
            time.sleep(0.05)
        return seen

    def shoot(self, path: Path) -> None:
        """Take a picture of what is in front."""
        time.sleep(0.4)
        taken = self._ask({"shot": str(path)})
        assert taken["saved"], path

    def tell(self, command: Mapping[str, str]) -> None:
        """Type into a window that is drawn into memory."""
        self._ask(command)

    def kill(self) -> None:
        """kill -9, and its worker may not stay behind."""
        assert self._process is not None
        left = psutil.Process(self.pid).children(recursive=True)
        self._process.kill()
        self._process.communicate()
        _, alive = psutil.wait_procs(left, timeout=20)
        assert not alive, f"left behind: {alive}"
        self._process = None

    def sleep(self, seconds: float) -> None:
        """Halt the program with all that it started, as a computer does that sleeps, then let it go on."""
        parent = psutil.Process(self.pid)
        halted = [parent, *parent.children(recursive=True)]
        for process in halted:
            process.suspend()
        time.sleep(seconds)
        for process in halted:
            process.resume()

    def wait(self) -> int:
        """The exit code, once the window was closed."""
        assert self._process is not None
        code, self._process = self._process, None
        code.communicate(timeout=PATIENCE_S)
        return code.returncode

    def clear(self) -> None:
        """End what is left."""
        if self._process is not None:
            self.kill()

    def _ask(self, command: Mapping[str, str]) -> Seen:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
        assert ready, f"the window does not answer {command}"
        line = process.stdout.readline()
        assert line, f"the window is gone: {process.wait()}"
        answer: Seen = json.loads(line)
        return answer


class QtKeys:
    """Keys for a window that is drawn into memory."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def press(self, keys: str) -> None:
        """See ``Hands``."""
        self._desk.tell({"key": keys})

    def write(self, text: str) -> None:
        """See ``Hands``."""
        self._desk.tell({"type": text})


class XKeys:
    """The keyboard of an X server."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def press(self, keys: str) -> None:
        """See ``Hands``."""
        *modifiers, key = keys.split("+")
        name = key.lower() if len(key) == 1 or key == "Space" else key
        self._run("key", "+".join([*(each.lower() for each in modifiers), name]))

    def write(self, text: str) -> None:
        """See ``Hands``."""
        self._run("type", "--delay", "12", text)

    def _run(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, timeout=PATIENCE_S)


class Newcomer:
    """Goes the way, step by step; ``pictures`` is where to put what is seen on it."""

    def __init__(self, desk: Desk, hands: Hands, pictures: Path | None = None, ending: str = "") -> None:
        self.desk, self.hands = desk, hands
        self._pictures, self._ending = pictures, ending

    def first_steps(self) -> None:
        """What it is, a model that lies on the disk, a first problem; a search runs at the end."""
        self.desk.until(lambda seen: seen["page"] == "FirstStart" and seen["focus"] == "Next", "the first steps")
        self._picture("first-start")
        self.hands.press("Space")
        self.desk.until(lambda seen: seen["screen"] == 1 and seen["focus"].startswith("Get it"), "the offer")
        self._picture("first-model")
        self.hands.press("Alt+U")
        self.desk.until(lambda seen: seen["found"] == 1, "the model on the disk")
        self._picture("first-found")
        self.hands.press("Alt+D")
        self.desk.until(lambda seen: seen["ready"], "the model to be here")
        self.hands.press("Alt+N")
        self.desk.until(lambda seen: seen["screen"] == 2, "the first problem")
        self.hands.press("Space")
        self.desk.until(lambda seen: seen["page"] == "SolvePage" and seen["nodes"] > 1, "the first step", 180)

    def see_it_solved(self, patience_s: float = 300.0) -> Seen:
        """Wait for the end, or stop when patience ends."""
        self.desk.until(lambda seen: seen["nodes"] > 12 or seen["ended"], "some steps", 180)
        self._picture("solving")
        deadline = time.monotonic() + patience_s
        self.desk.until(
            lambda seen: seen["ended"] or time.monotonic() > deadline, "the end or impatience", patience_s + PATIENCE_S
        )
        if not self.desk.look()["ended"]:
            self.hands.press("Escape")
        seen = self.desk.until(lambda seen: seen["ended"] and seen["phase"] == "IDLE", "the end")
        self._picture("solved")
        return seen

    def present(self) -> list[str]:
        """Through the lesson to its end; what was shown on each screen."""
        self.hands.press("F5")
        self.desk.until(lambda seen: seen["stage"] and seen["front"] == "Presenter", "the presenter")
        self._picture("presenter")
        shown: list[str] = []
        while True:
            seen = self.desk.look()
            if shown and seen["words"] == shown[-1]:
                break
            shown.append(seen["words"])
            if len(shown) == 6:
                self._picture("presenter-step")
            self.hands.press("Right")
            time.sleep(0.3)
        self._picture("presenter-answer")
        self.hands.press("Escape")
        self.desk.until(lambda seen: not seen["stage"] and seen["front"] == "MainWindow", "the presenter to go")
        return shown

    def print_handout(self, name: str = "handout.pdf") -> Path:
        """A PDF with answers, in the newcomer's home."""
        path = self.desk.home / name
        self.hands.press("Ctrl+Shift+P")
        self.desk.until(lambda seen: seen["asks_file"], "the question where to")
        self.hands.press("Ctrl+A")
        self.hands.write(str(path))
        self._picture("handout-name")
        self.hands.press("Return")
        self.desk.until(lambda seen: seen["banner"] == f"Wrote {path}.", "the hand-out")
        return path

    def find(self, words: str, sessions: int = 1) -> Seen:
        """An old session, the newest of those whose problem has these words."""
        self.hands.press("Ctrl+F")
        self.desk.until(lambda seen: seen["page"] == "HistoryPage", "the history")
        self.desk.until(lambda seen: seen["sessions"] > 0, "the sessions")
        self.hands.press("Ctrl+A")
        self.hands.write(words)
        self.desk.until(lambda seen: seen["searched"] == words and seen["sessions"] == sessions, "the session")
        self.hands.press("Return")
        seen = self.desk.until(lambda seen: words in seen["problem"] and seen["nodes"] > 1, "the opened session")
        self._picture("history")
        return seen

    def try_another(self, text: str) -> None:
        """A problem of one's own; a look at its first steps is enough."""
        before = self.desk.look()["run"]
        self.hands.press("Ctrl+1")
        self.hands.press("Ctrl+N")
        self.desk.until(lambda seen: seen["focus"].startswith("Problem"), "the place to type")
        self.hands.write(text)
        self.hands.press("Ctrl+Return")
        self.desk.until(lambda seen: seen["run"] != before and seen["nodes"] > 1, "the first step", 180)
        self.hands.press("Escape")
        self.desk.until(lambda seen: seen["ended"] and seen["phase"] == "IDLE", "the end")

    def mend_the_engine(self) -> None:
        """Its death is told in one sentence with one button; the search starts again with the problem that is there."""
        dead = self.desk.until(lambda seen: "SIGKILL" in seen["banner"] and seen["phase"] == "IDLE", "the sentence")
        self._picture("engine-died")
        self.hands.press("Alt+I")
        self.desk.until(lambda seen: not seen["banner"], "the restart")
        self.hands.press("Ctrl+Return")
        self.desk.until(lambda seen: seen["run"] != dead["run"] and seen["nodes"] > 1, "the next run", 180)

    def leave(self) -> int:
        """Quit; the exit code."""
        self.hands.press("Ctrl+Q")
        return self.desk.wait()

    def _picture(self, name: str) -> None:
        if self._pictures is not None:
            self.desk.shoot(self._pictures / f"{name}{self._ending}.png")


@contextmanager
def x_server(screen: str = SCREEN) -> Iterator[str]:
    """Xvfb with a window manager, which gives the keys to the window in front; yields its display."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    started = [server]
    try:
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": display}, stderr=subprocess.DEVNULL)
        started.insert(0, manager)
        yield display
    finally:
        for process in started:
            process.terminate()
            process.wait()


def main() -> int:
    """Play it under Xvfb and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--model", default="qwen2.5-coder-0.5b-instruct-q4_k_m")
    parser.add_argument("--models", type=Path, required=True, help="a data folder that holds the model")
    parser.add_argument("--home", type=Path, help="of the newcomer; is made, and deleted at the end")
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    options.pictures.mkdir(parents=True, exist_ok=True)
    model = Library(options.models).resolve(options.model).path
    if options.home is not None and options.home.exists():
        parser.error(f"{options.home} is there already")
    with tempfile.TemporaryDirectory() as folder, x_server() as display:
        home = options.home or Path(folder)
        desk = Desk(home, model, display)
        if options.dark:
            with Store.open(desk.data / FILE_NAME) as store:
                Keeper(store).write(Preferences(theme=ThemeChoice.DARK))
        newcomer = Newcomer(desk, XKeys(display), options.pictures, "-dark" if options.dark else "")
        try:
            desk.open()
            newcomer.first_steps()
            newcomer.see_it_solved()
            newcomer.present()
            newcomer.print_handout()
            newcomer.try_another(ANOTHER)
            newcomer.find("helmet")
            return newcomer.leave()
        finally:
            desk.clear()
            if options.home is not None:
                shutil.rmtree(options.home)


if __name__ == "__main__":
    sys.exit(main())
