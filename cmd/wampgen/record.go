package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"github.com/wampgen/wampgen/gen"
)

// records keeps for each unit, in the user's cache directory, the record of its last
// run. It only saves time: where it can not be kept or read, everything is done anew.
// WAMPGENCACHE names another directory, or says off.
type records struct {
	file      string // of the unit's record; empty: none is kept
	generator string // tells this build from others
}

// openRecords returns the records of a unit.
func openRecords(unit gen.Unit) records {
	dir := os.Getenv("WAMPGENCACHE")
	if dir == "off" {
		return records{}
	}
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return records{}
		}
		dir = filepath.Join(cache, "wampgen")
	}
	generator, err := executable()
	if err != nil {
		return records{}
	}
	name := sha256.Sum256([]byte(unit.Root))
	return records{filepath.Join(dir, hex.EncodeToString(name[:])+".json"), generator}
}

// executable returns the digest of the program that runs: a version does not tell
// builds of changed sources apart.
func executable() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// hold reports whether nothing has changed since the last run.
func (r records) hold(unit gen.Unit, root *os.Root) bool {
	if r.file == "" {
		return false
	}
	text, err := os.ReadFile(r.file)
	if err != nil {
		return false
	}
	record := new(gen.Record)
	return json.Unmarshal(text, record) == nil && record.Holds(root.FS(), unit.ImportPath, r.generator)
}

// keep keeps the record of a run that has left everything current.
func (r records) keep(unit gen.Unit, root *os.Root, result gen.Result) {
	if r.file == "" {
		return
	}
	record := gen.NewRecord(root.FS(), unit.ImportPath, r.generator, result)
	if record == nil {
		return
	}
	text, err := json.Marshal(record)
	if err != nil || os.MkdirAll(filepath.Dir(r.file), 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(r.file), "record-*")
	if err != nil {
		return
	}
	_, err = f.Write(text)
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), r.file) != nil {
		_ = os.Remove(f.Name())
	}
}
