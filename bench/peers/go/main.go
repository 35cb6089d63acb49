// Go's net/http, with its default transport or a tuned one (argument `default` or `tuned`). One JSON command a line on stdin, one
// JSON answer a line on stdout (bench/README.md).
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

type command struct {
	Id         int               `json:"id"`
	Method     string            `json:"method"`
	Url        string            `json:"url"`
	Open       string            `json:"open"`
	Bytes      int64             `json:"bytes"`
	Count      int               `json:"count"`
	Connection string            `json:"connection"`
	Streams    int               `json:"streams"`
	Ca         string            `json:"ca"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body"`
}

type answer struct {
	Id      int       `json:"id"`
	TtfbUs  []float64 `json:"ttfbUs"`
	TotalUs []float64 `json:"totalUs"`
	CpuUs   int64     `json:"cpuUs"`
	WallUs  float64   `json:"wallUs"`
	// Of the tuned client: writes handed to the kernel meanwhile, and their bytes.
	Writes  int64  `json:"writes,omitempty"`
	Written int64  `json:"writtenBytes,omitempty"`
	Error   string `json:"error,omitempty"`
}

const largeBytes = 1 << 20

var (
	content = make([]byte, largeBytes)
	tuned   = len(os.Args) > 1 && os.Args[1] == "tuned"
	clients = map[string]*http.Client{}
)

// A body of zeros that was made before the clock starts.
type zeros struct{ left int64 }

func (z *zeros) Read(to []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := copy(to, content[:min(int64(len(content)), z.left)])
	z.left -= int64(n)
	return n, nil
}

// The times of one request: the stamp an instrument written in Go would take.
type times struct {
	start, first, last time.Time
}

// `exact` adds no field of its own to a request.
func client(ca string, fresh, exact bool) (*http.Client, error) {
	key := fmt.Sprint(ca, fresh, exact)
	if known := clients[key]; known != nil {
		return known, nil
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = fresh
	// Otherwise Go would close all but two of the connections of one host.
	transport.MaxIdleConnsPerHost = 64
	if ca != "" {
		pem, err := os.ReadFile(ca)
		if err != nil {
			return nil, err
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	transport.DisableCompression = tuned || exact
	if tuned {
		transport.WriteBufferSize = largeBytes
		transport.ReadBufferSize = largeBytes
		if fresh {
			// A new megabyte for each of two buffers would be no tuning.
			transport.WriteBufferSize = 0
			transport.ReadBufferSize = 0
		}
		transport.ForceAttemptHTTP2 = false
		transport.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
		writeLarge(transport)
	}
	made := &http.Client{Transport: transport}
	clients[key] = made
	return made, nil
}

func request(c *http.Client, cmd command, url string, method string, buffer []byte, out *times) error {
	var body io.Reader
	if method == "PUT" && cmd.Bytes <= largeBytes {
		// Of any other kind of reader net/http sends the head alone first.
		body = bytes.NewReader(content[:cmd.Bytes])
	} else if method == "PUT" {
		body = &zeros{cmd.Bytes}
	} else if method == "POST" {
		body = strings.NewReader(cmd.Body)
	}
	fresh := cmd.Connection == "fresh"
	trace := &httptrace.ClientTrace{GotFirstResponseByte: func() { out.first = time.Now() }}
	if fresh {
		trace.ConnectStart = func(string, string) { out.start = time.Now() }
	} else {
		trace.GotConn = func(httptrace.GotConnInfo) { out.start = time.Now() }
	}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(context.Background(), trace), method, url, body)
	if err != nil {
		return err
	}
	if method == "PUT" {
		req.ContentLength = cmd.Bytes
	}
	for name, value := range cmd.Headers {
		req.Header.Set(name, value)
	}
	if tuned || method == "POST" {
		req.Header.Set("User-Agent", "")
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	var got int64
	if tuned {
		for {
			n, err := res.Body.Read(buffer)
			got += int64(n)
			if err == io.EOF {
				break
			} else if err != nil {
				return err
			}
		}
	} else if got, err = io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	out.last = time.Now()
	res.Body.Close()
	if res.StatusCode != 200 || (got != res.ContentLength) {
		return fmt.Errorf("status %d, %d bytes", res.StatusCode, got)
	}
	return nil
}

// All streams of one request, over a connection each.
func fly(c *http.Client, cmd command, url string, method string, buffers [][]byte) (times, error) {
	if cmd.Streams <= 1 {
		var one times
		err := request(c, cmd, url, method, buffers[0], &one)
		return one, err
	}
	all := make([]times, cmd.Streams)
	failed := make([]error, cmd.Streams)
	var group sync.WaitGroup
	for i := range all {
		group.Add(1)
		go func() {
			defer group.Done()
			failed[i] = request(c, cmd, url, method, buffers[i], &all[i])
		}()
	}
	group.Wait()
	sum := all[0]
	for _, one := range all {
		if one.start.Before(sum.start) {
			sum.start = one.start
		}
		if one.first.Before(sum.first) {
			sum.first = one.first
		}
		if one.last.After(sum.last) {
			sum.last = one.last
		}
	}
	return sum, errors.Join(failed...)
}

func cpu() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return (usage.Utime.Nano() + usage.Stime.Nano()) / 1000
}

var kept [][]byte

func run(cmd command) (out answer) {
	out.Id = cmd.Id
	c, err := client(cmd.Ca, cmd.Connection == "fresh", cmd.Method == "POST")
	if err != nil {
		out.Error = err.Error()
		return
	}
	for len(kept) < max(1, cmd.Streams) {
		size := largeBytes
		if !tuned {
			size = 0
		}
		kept = append(kept, make([]byte, size))
	}
	if cmd.Connection != "fresh" && cmd.Open != "" {
		// The connections are opened by requests that overlap; a round may reuse some, so it is asked again.
		for i := 0; i < 2; i++ {
			if _, err := fly(c, cmd, cmd.Open, "GET", kept); err != nil {
				out.Error = err.Error()
				return
			}
		}
	}
	out.TtfbUs = make([]float64, cmd.Count)
	out.TotalUs = make([]float64, cmd.Count)
	writesBefore, writtenBefore := writes.Load(), written.Load()
	before, begun := cpu(), time.Now()
	for i := range out.TtfbUs {
		one, err := fly(c, cmd, cmd.Url, cmd.Method, kept)
		if err != nil {
			out.Error = err.Error()
			return
		}
		out.TtfbUs[i] = float64(one.first.Sub(one.start).Nanoseconds()) / 1e3
		out.TotalUs[i] = float64(one.last.Sub(one.start).Nanoseconds()) / 1e3
	}
	out.WallUs = float64(time.Since(begun).Nanoseconds()) / 1e3
	out.CpuUs = cpu() - before
	out.Writes, out.Written = writes.Load()-writesBefore, written.Load()-writtenBefore
	return
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, largeBytes)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var cmd command
		var out answer
		if err := json.Unmarshal(line, &cmd); err != nil {
			out.Error = err.Error()
		} else {
			out = run(cmd)
		}
		text, _ := json.Marshal(out)
		fmt.Println(string(text))
	}
}
