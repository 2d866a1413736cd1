"""A file on the Hugging Face Hub: huggingface_hub finds its address, token, licence state, size and checksum."""

import os
import re
from urllib.parse import urlsplit

from models.catalogue import HubSource
from models.download import Remote, TemporaryFaultError
from models.errors import FetchError


def resolve(source: HubSource) -> Remote:
    """Where the file is now.

    Raises:
        FetchError: no such repository or file, a licence that was not accepted, offline mode.
        TemporaryFaultError: the Hub does not answer.
    """
    # Before the import, which reads it: nothing about this computer is sent along with a download.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    # Imported here: it takes a fifth of a second that no other command should pay.
    from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    endpoint = os.environ.get("HF_ENDPOINT", constants.ENDPOINT).rstrip("/")
    try:
        url = hf_hub_url(source.repo, source.file, revision=source.revision, endpoint=endpoint)
        metadata = get_hf_file_metadata(url, endpoint=endpoint, library_name="stepwise")
        headers = build_hf_headers(library_name="stepwise")
    except Exception as error:
        # Which exceptions come out depends on the library's version and on the HTTP client below it.
        raise _translated(error, source) from error
    if urlsplit(metadata.location).netloc != urlsplit(endpoint).netloc:
        # The address points to a storage server: it is signed, and the token is none of its business.
        headers.pop("authorization", None)
    return Remote(metadata.location, metadata.etag, metadata.size, headers)


def checksum(etag: str | None) -> str | None:
    """The SHA-256 that the Hub uses as the etag of a large file."""
    return etag if etag is not None and re.fullmatch("[0-9a-f]{64}", etag) else None


def _translated(error: Exception, source: HubSource) -> Exception:
    from huggingface_hub import errors

    page = f"huggingface.co/{source.repo}"
    if isinstance(error, errors.GatedRepoError):
        return FetchError(f"its licence must be accepted first: open {page}, accept, then run 'hf auth login'")
    if isinstance(error, errors.RepositoryNotFoundError):
        return FetchError(f"there is no repository {source.repo}, or it is private: run 'hf auth login'")
    if isinstance(error, errors.EntryNotFoundError | errors.RevisionNotFoundError):
        return FetchError(f"{page} has no file {source.file}")
    if isinstance(error, errors.OfflineModeIsEnabled):
        return FetchError("HF_HUB_OFFLINE is set; unset it to use the Hub")
    response = getattr(error, "response", None)
    code = getattr(response, "status_code", None)
    if isinstance(code, int):
        if code in (401, 403):
            return FetchError(
                f"the Hub refused with code {code}: run 'hf auth login' to use an account that may read it"
            )
        reason = f"the Hub answered {code}"
        return TemporaryFaultError(reason) if code >= 429 else FetchError(reason)
    return TemporaryFaultError("the Hub cannot be reached")
