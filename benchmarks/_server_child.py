"""llama.cpp's server in a process of its own, run by an interpreter that has ``xllamacpp``.

Prints its address, or a sentence that says why there is none, then waits until its standard input is closed.
"""

import json
import sys


def main() -> int:
    """Serve until the parent leaves."""
    options = json.loads(sys.argv[1])
    try:
        import xllamacpp
    except ImportError:
        sys.stdout.write(json.dumps({"error": "xllamacpp is not installed"}) + "\n")
        return 1
    params = xllamacpp.CommonParams()
    params.model.path = options["model"]
    params.n_parallel = options["slots"]
    params.n_ctx = options["context_tokens"]
    params.kv_unified = True
    params.n_batch = params.n_ubatch = options["batch_tokens"]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options["threads"]
    params.cache_prompt = params.cont_batching = True
    params.cache_ram_mib = 0
    params.n_threads_http = options["slots"] + 2
    params.fit_params = False
    params.verbosity = -1
    # Its log goes to standard output as well, the address must not drown in it: the parent looks for the first brace.
    server = xllamacpp.Server(params)
    sys.stdout.write("\n" + json.dumps({"address": server.listening_address}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
