// Stock, from PostgreSQL by its own protocol, as a driver does it: a startup message, then a query.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

func message(kind string, body []byte) []byte {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(body)+4))
	return append(append([]byte(kind), length...), body...)
}

// Reads messages until the database is ready for a query, and returns the bodies of the rows among them.
func untilReady(connection net.Conn) (rows [][]byte, err error) {
	for {
		head := make([]byte, 5)
		if _, err = io.ReadFull(connection, head); err != nil {
			return nil, err
		}
		body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
		if _, err = io.ReadFull(connection, body); err != nil {
			return nil, err
		}
		switch head[0] {
		case 'D':
			rows = append(rows, body)
		case 'E':
			return nil, errors.New(string(bytes.ReplaceAll(body, []byte{0}, []byte(" "))))
		case 'Z':
			return rows, nil
		}
	}
}

func stock() (string, error) {
	connection, err := net.DialTimeout("tcp", os.Getenv("DB"), 5*time.Second)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
	version := binary.BigEndian.AppendUint32(nil, 3<<16)
	_, _ = connection.Write(message("", append(version, "user\x00shop\x00database\x00postgres\x00\x00"...)))
	if _, err = untilReady(connection); err != nil {
		return "", err
	}
	_, _ = connection.Write(message("Q", []byte("SELECT 40 + 2\x00")))
	rows, err := untilReady(connection)
	if err != nil || len(rows) == 0 || len(rows[0]) < 6 {
		return "", fmt.Errorf("no row: %w", err)
	}
	return string(rows[0][6:]), nil
}

func main() {
	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	http.HandleFunc("/stock", func(w http.ResponseWriter, _ *http.Request) {
		found, err := stock()
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, found)
	})
	panic(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
