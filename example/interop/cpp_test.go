package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/wampgen/wampgen/example/apptest"
)

// What autobahn for C++ needs of its compiler, and of Debian's Boost and MessagePack.
var (
	cppFlags = []string{
		"-std=c++14", "-O0", "-w", "-DMSGPACK_DEFAULT_API_VERSION=1",
		"-DBOOST_THREAD_PROVIDES_FUTURE", "-DBOOST_THREAD_PROVIDES_FUTURE_CONTINUATION", "-DBOOST_THREAD_PROVIDES_FUTURE_UNWRAP",
	}
	cppLibraries = []string{"-lboost_system", "-lboost_thread", "-lboost_chrono", "-lssl", "-lcrypto", "-lpthread"}
)

// buildCPP returns the client in C++. As that takes long it is built once for its sources
// and kept in the user's cache.
func buildCPP() (program string, fault error) {
	compiler, missing := apptest.Tool("g++")
	if missing != nil {
		return "", missing
	}
	if _, missing := os.Stat("/usr/include/autobahn/autobahn.hpp"); missing != nil {
		return "", fmt.Errorf("find autobahn for C++ (the package autobahn-cpp-dev of Debian): %w", missing)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintln(sum, compiler, cppFlags, cppLibraries)
	for _, name := range []string{"run.cpp", "sessions.hpp"} {
		source, err := os.ReadFile(filepath.Join("clients", "cpp", name))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%d\n%s", len(source), source)
	}
	program = filepath.Join(cache, "wampgen-interop", fmt.Sprintf("%x", sum.Sum(nil)))
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
		return "", err
	}
	half := fmt.Sprintf("%s.%d", program, os.Getpid())
	defer os.Remove(half)
	build := exec.Command(compiler, slices.Concat(cppFlags, []string{"-o", half, "run.cpp"}, cppLibraries)...)
	build.Dir = filepath.Join("clients", "cpp")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the client in C++: %w\n%s", err, out)
	}
	return program, os.Rename(half, program)
}
