"""The event loop's side of the live feed: the doorbell, the log's reader, the sockets' buffers."""
