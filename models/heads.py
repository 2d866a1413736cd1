"""Where preference models are: those that ship with the app, and the user's own; which one fits a model file."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from models.backbone_ppm import BackboneCard, load_backbone_ppm
from models.errors import KnownError
from models.gguf import is_gguf
from models.library import Library
from models.ppm import BadHeadError, Card, load_card, load_head, require_fit

FOLDER = "ppm"
_SUFFIXES = (".safetensors", ".gguf")

AnyCard = Card | BackboneCard


@dataclass(frozen=True, slots=True)
class FoundHead:
    """A preference model that fits the model asked about."""

    path: Path
    card: AnyCard


class Heads:
    """The user's own preference models in the data folder, then the shipped ones; the first that fits is taken."""

    def __init__(self, library: Library, data_dir: Path) -> None:
        self.library = library
        self._folders = (data_dir / FOLDER, Path(str(files("resources").joinpath(FOLDER))))

    def fitting(self, model: str, *, required: bool = False) -> FoundHead | None:
        """The one that fits a model, by id or path; a damaged one is passed over.

        With ``required`` a damaged one is told where no other fits.

        A copy made here counts as the file it was made from: its hidden states differ by its quantization alone.

        Raises:
            BadHeadError: see ``required``.
        """
        checksum = self._checksum(model)
        if checksum is None:
            return None
        damaged: BadHeadError | None = None
        for path in self._paths():
            try:
                card = card_of(path)
            except BadHeadError as error:
                damaged = damaged or error
                continue
            except KnownError:
                # A GGUF file of another kind, or half of one.
                continue
            if card.backbone_sha256 == checksum:
                return FoundHead(path, card)
        if required and damaged is not None:
            raise damaged
        return None

    def named(self, path: Path, model: str) -> Path:
        """The file of a preference model that the user names: a head, or a fine-tuned backbone (GGUF).

        Raises:
            BadHeadError: it is not there, damaged, of a newer version, or made for another model.
        """
        if not path.is_file():
            raise BadHeadError(f"There is no preference model {path}; check the name of the file.")
        card = card_of(path) if is_gguf(path) else load_head(path).card
        require_fit(card, self._checksum(model) or "", model)
        return path

    def _checksum(self, model: str) -> str | None:
        try:
            return self.library.source_checksum(model)
        except KnownError:
            # Told again, with what to do, when the model is wanted.
            return None

    def _paths(self) -> list[Path]:
        found = [path for folder in self._folders if folder.is_dir() for path in sorted(folder.iterdir())]
        return [path for path in found if path.suffix in _SUFFIXES]


def card_of(path: Path) -> AnyCard:
    """The card of a preference model of either kind.

    Raises:
        BadHeadError: it is damaged, or of a newer version.
        UnknownModelError, BadModelFileError: it is a GGUF file that cannot be read.
    """
    return load_backbone_ppm(path).card if is_gguf(path) else load_card(path)
