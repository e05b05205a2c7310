"""How well mentions are found in essays the rules were not made with."""
