"""The verbs that need more than one package. Each imports what it needs when it runs."""
