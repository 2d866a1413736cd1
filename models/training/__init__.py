"""The only importer of torch and transformers; runs in its own process. Empty until the preference model is trained."""
