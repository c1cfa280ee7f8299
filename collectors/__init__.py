"""One module per MIB or counter family; to add one: write it and name it in ALL."""
