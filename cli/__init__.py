"""The waqai command: each module parses the options of one subcommand, calls coder and prints."""
