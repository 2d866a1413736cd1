"""One problem set by models by policies. Empty until the tester's bench is built."""
