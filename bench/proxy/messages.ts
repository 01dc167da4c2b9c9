export const REQUEST = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n";
export const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Type: text/plain\r\n\r\nHello, World!";
