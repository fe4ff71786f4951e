package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// stall is how long a client may take none of a file.
const stall = 30 * time.Second

// Static serves the files of a file system.
type Static struct {
	Files       fs.FS
	DefaultFile string            // of a directory; "" is index.html
	MIMETypes   map[string]string // by extension with its dot, before the usual ones
	CacheFor    time.Duration     // clients need not ask again; 0: they always ask
}

// static is the handler of a Static.
type static struct {
	Static
	mu   sync.Mutex
	tags map[string]string // of files without a time of change, by name
}

// NewStatic returns the handler of the files. A path that names a directory gets its
// default file, never a list; nothing outside of Files, and no file or directory whose
// name begins with a dot (but /.well-known), is served.
func NewStatic(s Static) http.Handler {
	if s.DefaultFile == "" {
		s.DefaultFile = "index.html"
	}
	return reading(&static{Static: s, tags: map[string]string{}})
}

// ServeHTTP answers GET and HEAD.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := fileName(r.URL.Path)
	if !ok {
		NotFound(w, r)
		return
	}
	file, info, err := s.open(name)
	if err == nil && info.IsDir() {
		_ = file.Close()
		if !strings.HasSuffix(r.URL.Path, "/") {
			redirectToDirectory(w, r)
			return
		}
		name = path.Join(name, s.DefaultFile)
		file, info, err = s.open(name)
	} else if err == nil && strings.HasSuffix(r.URL.Path, "/") {
		_ = file.Close()
		err = fs.ErrNotExist
	}
	if err != nil {
		NotFound(w, r)
		return
	}
	defer func() { _ = file.Close() }()
	if !info.Mode().IsRegular() {
		NotFound(w, r)
		return
	}
	s.send(w, r, name, file, info)
}

func (s *static) open(name string) (fs.File, fs.FileInfo, error) {
	file, err := s.Files.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return file, info, nil
}

func (s *static) send(w http.ResponseWriter, r *http.Request, name string, file fs.File, info fs.FileInfo) {
	content, ok := file.(io.ReadSeeker)
	if !ok {
		all, err := io.ReadAll(file)
		if err != nil {
			NotFound(w, r)
			return
		}
		content = bytes.NewReader(all)
	}
	h := w.Header()
	secure(h)
	h.Set("Content-Type", s.contentType(name))
	h.Set("Cache-Control", "no-cache")
	if s.CacheFor > 0 {
		h.Set("Cache-Control", "max-age="+strconv.Itoa(int(s.CacheFor.Seconds())))
	}
	if tag := s.tag(name, info, content); tag != "" {
		h.Set("ETag", tag)
	}
	http.ServeContent(&stallWriter{ResponseWriter: w, control: http.NewResponseController(w)}, r, name, info.ModTime(), content)
}

// tag is the ETag of a file: by its time of change and size, or by its content where it has
// no such time, as embedded files have none.
func (s *static) tag(name string, info fs.FileInfo, content io.ReadSeeker) string {
	if !info.ModTime().IsZero() {
		return fmt.Sprintf(`"%x-%x"`, info.ModTime().UnixNano(), info.Size())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tag, ok := s.tags[name]
	if !ok {
		hash := sha256.New()
		if _, err := io.Copy(hash, content); err != nil {
			return ""
		}
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return ""
		}
		tag = `"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:15]) + `"`
		s.tags[name] = tag
	}
	return tag
}

// fileName is the name that a request's path has in an fs.FS.
func fileName(urlPath string) (name string, ok bool) {
	name = strings.Trim(urlPath, "/")
	if name == "" {
		return ".", true
	}
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") {
		return "", false
	}
	for i, element := range strings.Split(name, "/") {
		if strings.HasPrefix(element, ".") && (i > 0 || element != ".well-known") {
			return "", false
		}
	}
	return name, true
}

// redirectToDirectory adds the slash that makes relative links of the
// directory's page work. The target is relative: it can not lead elsewhere.
func redirectToDirectory(w http.ResponseWriter, r *http.Request) {
	secure(w.Header())
	whole, _, _ := strings.Cut(r.RequestURI, "?")
	target := "./" + path.Base(whole) + "/"
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", target)
	w.WriteHeader(http.StatusMovedPermanently)
}

// stallWriter gives each write of a file a time of its own, so that a slow client
// gets all of it and one that stalls is dropped.
type stallWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (w *stallWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(stall)) // not supported in tests
	return w.ResponseWriter.Write(p)
}
