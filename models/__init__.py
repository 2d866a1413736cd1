"""What a model is: catalogue, files, GGUF header, fit in memory."""
