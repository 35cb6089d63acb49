// What a tuned client does about uploads: net/http copies a body in pieces of 32 KiB unless the connection reads it itself
// (persistConnWriter.ReadFrom, io.Copy), and crypto/tls gives every record of 16 KiB a write of its own.
package main

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// Measured against 128 and 256 KiB: the least processor time.
const flushBytes = 1 << 20

// Writes handed to the kernel, and their bytes: said in every answer, so that a test and the bench see how large they are.
var writes, written atomic.Int64

type counted struct{ net.Conn }

func (c counted) Write(from []byte) (int, error) {
	writes.Add(1)
	written.Add(int64(len(from)))
	return c.Conn.Write(from)
}

// Reads a body into one large buffer and writes it from there.
type large struct {
	net.Conn
	buffer []byte
}

func (c *large) ReadFrom(from io.Reader) (sum int64, err error) {
	if c.buffer == nil {
		c.buffer = make([]byte, largeBytes)
	}
	for {
		n, err := fill(from, c.buffer)
		if n > 0 {
			m, failed := c.Conn.Write(c.buffer[:n])
			sum += int64(m)
			if failed != nil {
				return sum, failed
			}
		}
		if err == io.EOF {
			return sum, nil
		} else if err != nil {
			return sum, err
		}
	}
}

func fill(from io.Reader, to []byte) (n int, err error) {
	for n < len(to) && err == nil {
		var got int
		got, err = from.Read(to[n:])
		n += got
	}
	return n, err
}

// Lies under crypto/tls: while a large write lasts, its records are gathered and leave together.
type gathering struct {
	net.Conn
	lock    sync.Mutex
	gathers bool
	held    []byte
}

func (c *gathering) Write(from []byte) (int, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if !c.gathers {
		return c.Conn.Write(from)
	}
	c.held = append(c.held, from...)
	if len(c.held) < flushBytes {
		return len(from), nil
	}
	return len(from), c.flush()
}

func (c *gathering) flush() error {
	_, err := c.Conn.Write(c.held)
	c.held = c.held[:0]
	return err
}

func (c *gathering) gather(yes bool) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.gathers = yes
	if yes && c.held == nil {
		c.held = make([]byte, 0, flushBytes+(32<<10))
	}
	if yes || len(c.held) == 0 {
		return nil
	}
	return c.flush()
}

const recordBytes = 16 << 10

// A TLS connection whose writes of more than a record are gathered below it.
type secured struct {
	*tls.Conn
	below *gathering
}

func (c secured) Write(from []byte) (int, error) {
	if len(from) <= recordBytes {
		return c.Conn.Write(from)
	}
	if err := c.below.gather(true); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(from)
	if failed := c.below.gather(false); err == nil {
		err = failed
	}
	return n, err
}

// Gives a transport connections that write in large pieces.
func writeLarge(transport *http.Transport) {
	dialer := &net.Dialer{}
	config := transport.TLSClientConfig.Clone()
	if config == nil {
		config = &tls.Config{}
	}
	config.DynamicRecordSizingDisabled = true
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &large{Conn: counted{conn}}, nil
	}
	transport.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		own := config.Clone()
		own.ServerName, _, _ = net.SplitHostPort(address)
		below := &gathering{Conn: counted{conn}}
		above := tls.Client(below, own)
		if err := above.HandshakeContext(ctx); err != nil {
			conn.Close()
			return nil, err
		}
		return &large{Conn: secured{above, below}}, nil
	}
}
