package diag

import (
	"fmt"
	"strings"
	"unicode"
)

// The bounds of a search keep a file of nonsense from costing quadratic time.
const (
	suggestCandidates = 1000
	suggestLength     = 64
)

// Suggest returns the candidate that name was probably meant to be, or "". Among
// equally near ones the first wins; only the first 1000 are looked at.
func Suggest(name string, candidates []string) string {
	folded := []rune(strings.ToLower(name))
	if len(folded) == 0 || len(folded) > suggestLength {
		return ""
	}
	best, found := max(1, len(folded)/3)+1, ""
	for _, candidate := range candidates[:min(len(candidates), suggestCandidates)] {
		if candidate == name {
			continue
		}
		runes := []rune(strings.ToLower(candidate))
		if len(runes) > suggestLength || len(runes) == 0 {
			continue
		}
		d := distance(folded, runes)
		if d >= min(len(folded), len(runes)) { // nothing in common
			continue
		}
		if d < best {
			best, found = d, candidate
		}
	}
	return found
}

// NotASCII returns a hint about the first character of a name that only looks like one
// of those that names are made of, or "".
func NotASCII(name string) string {
	for _, r := range name {
		if r > unicode.MaxASCII {
			return fmt.Sprintf("it holds the character %U; names are written in ASCII", r)
		}
	}
	return ""
}

// distance counts the letters to add, drop, replace or swap with their
// neighbour until a is b.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
