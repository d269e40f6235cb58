"""What the generator makes of the API's descriptions. Nothing here is edited: `make client` writes it anew."""
