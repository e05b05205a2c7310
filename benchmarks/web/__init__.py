"""What the web pages cost: a contest of the wanted size, the real server, its processor time, its clients."""
