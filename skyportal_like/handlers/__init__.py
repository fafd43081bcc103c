"""HTTP and sockets: translation only, one file a noun."""
