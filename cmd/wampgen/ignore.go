package main

import (
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/breaking"
)

// ignoreList is the value of the flag --ignore.
type ignoreList []breaking.Ignore

// String returns the breaks that are ignored.
func (l *ignoreList) String() string {
	var texts []string
	for _, i := range *l {
		texts = append(texts, i.String())
	}
	return strings.Join(texts, " ")
}

// Set adds one.
func (l *ignoreList) Set(text string) error {
	i, err := breaking.ParseIgnore(text)
	if err != nil {
		return err
	}
	if !slices.Contains(*l, i) {
		*l = append(*l, i)
	}
	return nil
}

// Type names the kind of value in the help.
func (l *ignoreList) Type() string { return "RULE[@NAME]" }
