"""llama.cpp's server in a process of its own, run by an interpreter that has ``xllamacpp``.

Prints its address, or a sentence that says why there is none, then waits until its standard input is closed.
"""

import importlib
import json
import sys


def main() -> int:
    """Serve until the parent leaves."""
    options = json.loads(sys.argv[1])
    try:
        xllamacpp = importlib.import_module("xllamacpp")
    except ImportError:
        sys.stdout.write(json.dumps({"error": "xllamacpp is not installed"}) + "\n")
        return 1
    params = xllamacpp.CommonParams()
    params.model.path = options["model"]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options["threads"]
    settings = {
        "n_parallel": options["slots"],
        "n_ctx": options["context_tokens"],
        "n_batch": options["batch_tokens"],
        "n_ubatch": options["batch_tokens"],
        "n_threads_http": options["slots"] + 2,
        "kv_unified": True,
        "cache_prompt": True,
        # What a slot holds stays in it: set aside, it would be given to one slot, and the others would read it anew.
        "cache_idle_slots": False,
        "cache_ram_mib": 0,
        "cont_batching": True,
        "fit_params": False,
        "verbosity": -1,
    }
    for name, value in settings.items():
        setattr(params, name, value)
    # It may write a log as well: the parent looks for the first line that begins with a brace.
    server = xllamacpp.Server(params)
    sys.stdout.write("\n" + json.dumps({"address": server.listening_address}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
