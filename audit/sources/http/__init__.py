"""What the clients of web services share: when to ask again, proxies, what a failed connection means."""
