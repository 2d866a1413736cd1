"""The engine: search, batching, backends, sandbox, worker process, sessions. No Qt."""
