"""Adapters as models of their own: added, listed, resolved, told apart from their base, removed; refused by others."""

import os
from pathlib import Path

import pytest

from models.adapter import AdapterMismatchError, is_adapter, policy_sha256, read_adapter, require_adapter_fits
from models.adapters import Adapters
from models.errors import BadModelFileError, ModelError, UnknownModelError
from models.files import sha256_of
from models.heads import Heads
from models.library import Library, ModelState
from models.ppm import save_head
from tests.helpers.heads import small_head
from tests.helpers.model_files import TINY, gguf
from tests.helpers.tiny_policy import write_adapter, write_policy


@pytest.fixture
def base(library: Library, tmp_path: Path) -> Path:
    path = write_policy(tmp_path / "policy.gguf")
    library.add(path)
    return path


@pytest.fixture
def adapters(library: Library, data_dir: Path) -> Adapters:
    return Adapters(library, data_dir)


def test_an_adapter_finds_its_base_and_is_listed_as_a_model_of_its_own(
    library: Library, adapters: Adapters, base: Path, tmp_path: Path, data_dir: Path
) -> None:
    file = write_adapter(tmp_path / "Sums.gguf", base_sha256=sha256_of(base))
    added = adapters.add(file)
    kept = data_dir / "models" / "policy+sums.gguf"
    assert ("policy+sums", "Tiny policy + sums", ModelState.INSTALLED) == (added.id, added.name, added.state)
    assert (base, kept, "policy") == (added.path, added.adapter, added.base_id)
    assert file.read_bytes() == kept.read_bytes()
    assert ["tiny-f32", "policy", "policy+sums"] == [model.id for model in library.list()]
    resolved = library.resolve("Policy+Sums")
    assert ("policy+sums", base, kept, "policy") == (resolved.id, resolved.path, resolved.adapter, resolved.base_id)
    assert library.verify("policy+sums").checked


def test_a_file_with_the_usual_name_is_called_like_its_folder_and_added_once(
    adapters: Adapters, base: Path, tmp_path: Path
) -> None:
    (tmp_path / "Round 1").mkdir()
    file = write_adapter(tmp_path / "Round 1" / "adapter.gguf", base_sha256=sha256_of(base))
    assert "policy+round-1" == adapters.add(file).id
    assert "policy+round-1" == adapters.add(file).id
    other = write_adapter(tmp_path / "other.gguf", base_sha256=sha256_of(base), seed=2)
    assert "policy+round-1-2" == adapters.add(other, name="round 1").id


def test_removing_an_adapter_deletes_our_copy_and_neither_the_base_nor_the_users_file(
    library: Library, adapters: Adapters, base: Path, tmp_path: Path
) -> None:
    file = write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base))
    kept = adapters.add(file).adapter
    removal = library.remove("policy+sums")
    assert (True, kept, False) == (removal.deleted, removal.path, kept is not None and kept.exists())
    assert file.exists()
    assert base.exists()
    assert ["tiny-f32", "policy"] == [model.id for model in library.list()]


def test_what_was_made_for_the_base_does_not_fit_the_changed_policy(
    library: Library, adapters: Adapters, base: Path, tmp_path: Path, data_dir: Path
) -> None:
    """Its hidden states are others: no preference model may judge them that has never seen them."""
    adapter = adapters.add(write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base))).adapter
    assert adapter is not None
    mixed = policy_sha256(sha256_of(base), sha256_of(adapter))
    assert mixed == library.source_checksum("policy+sums")
    heads = Heads(library, data_dir)
    (data_dir / "ppm").mkdir()
    save_head(data_dir / "ppm" / "base.safetensors", small_head(backbone_sha256=sha256_of(base)))
    assert heads.fitting("policy+sums") is None
    save_head(data_dir / "ppm" / "mixed.safetensors", small_head(backbone_sha256=mixed))
    found = heads.fitting("policy+sums")
    assert found is not None
    assert "mixed.safetensors" == found.path.name


def test_an_adapter_for_another_model_is_one_sentence(
    library: Library, adapters: Adapters, base: Path, tmp_path: Path
) -> None:
    other = write_policy(tmp_path / "other.gguf", seed=5)
    library.add(other)
    file = write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base))
    with pytest.raises(
        AdapterMismatchError, match=r"^The adapter sums\.gguf was made for other weights than those of other;"
    ):
        adapters.add(file, base="other")
    wide = write_adapter(tmp_path / "wide.gguf", width=64)
    with pytest.raises(AdapterMismatchError, match=r"was made for Tiny policy and does not fit policy;"):
        adapters.add(wide, base="policy")
    with pytest.raises(AdapterMismatchError, match=r"does not say which model it was made for; name it with --base\.$"):
        adapters.add(wide)
    with pytest.raises(AdapterMismatchError, match="made for Tiny policy, which is not on this computer"):
        adapters.add(write_adapter(tmp_path / "lost.gguf", base_sha256="0" * 64))
    assert ["tiny-f32", "policy", "other"] == [model.id for model in library.list()]


def test_an_adapter_that_does_not_say_whose_it_is_takes_the_base_that_is_named(
    library: Library, adapters: Adapters, base: Path, tmp_path: Path
) -> None:
    assert "policy+mine" == adapters.add(write_adapter(tmp_path / "a.gguf"), base="policy", name="Mine").id
    with pytest.raises(ModelError, match="has an adapter already; name the model alone, policy"):
        adapters.add(write_adapter(tmp_path / "b.gguf", seed=3), base="policy+mine")
    with pytest.raises(ModelError, match="not in the list of models yet"):
        adapters.add(write_adapter(tmp_path / "b.gguf", seed=3), base=str(write_policy(tmp_path / "free.gguf", 3)))


def test_an_adapter_whose_base_is_gone_is_listed_as_broken_with_the_reason(
    library: Library, adapters: Adapters, base: Path, tmp_path: Path
) -> None:
    adapters.add(write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base)))
    library.remove("policy")
    (broken,) = [model for model in library.list() if model.id == "policy+sums"]
    assert (ModelState.BROKEN, True) == (broken.state, "its model policy is not on this computer" in broken.reason)
    with pytest.raises(BadModelFileError, match="its model policy is not on this computer"):
        library.resolve("policy+sums")


def test_a_damaged_copy_of_an_adapter_is_listed_as_broken(
    library: Library, adapters: Adapters, base: Path, tmp_path: Path
) -> None:
    kept = adapters.add(write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base))).adapter
    assert kept is not None
    os.truncate(kept, 100)
    with pytest.raises(BadModelFileError, match=r"gone or has changed; run 'stepwise models remove policy\+sums'"):
        library.resolve("policy+sums")


def test_no_other_copy_is_made_of_a_model_with_an_adapter(
    library: Library, adapters: Adapters, base: Path, tmp_path: Path
) -> None:
    """It would be a copy of the base alone."""
    adapters.add(write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base)))
    with pytest.raises(ModelError, match="is a model with an adapter; add a merged file"):
        library.add_derived(library.resolve("policy+sums"), "fast", lambda path: path.touch())


def test_what_is_no_adapter_is_told_from_one(library: Library, tmp_path: Path) -> None:
    model = write_policy(tmp_path / "policy.gguf")
    file = write_adapter(tmp_path / "sums.gguf")
    assert (True, False, False) == (is_adapter(file), is_adapter(model), is_adapter(tmp_path / "none"))
    with pytest.raises(BadModelFileError, match=r"^policy\.gguf is no LoRA adapter;"):
        read_adapter(model)
    with pytest.raises(UnknownModelError):
        read_adapter(tmp_path / "none.gguf")
    with pytest.raises(BadModelFileError, match="it is an adapter; 'stepwise models add'"):
        library.resolve(str(file))
    half = tmp_path / "half.gguf"
    half.write_bytes(file.read_bytes().replace(b"attn_q.weight.lora_b", b"attn_k.weight.lora_b"))
    with pytest.raises(BadModelFileError, match="a matrix lacks its other half"):
        read_adapter(half)
    half.write_bytes(gguf(TINY | {"general.type": "adapter", "adapter.type": "lora"}))
    with pytest.raises(BadModelFileError, match="a matrix lacks its other half"):
        read_adapter(half)


def test_an_adapter_of_another_architecture_does_not_fit(tmp_path: Path) -> None:
    file = tmp_path / "sums.gguf"
    file.write_bytes(write_adapter(file).read_bytes().replace(b"\5\0\0\0\0\0\0\0llama", b"\5\0\0\0\0\0\0\0qwen2"))
    with pytest.raises(AdapterMismatchError, match="does not fit policy"):
        require_adapter_fits(read_adapter(file), write_policy(tmp_path / "policy.gguf"), "policy")
