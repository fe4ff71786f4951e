package wampgen_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// testsOf lists the tests below the directories, each as package.Test.
func testsOf(t *testing.T, rooms ...string) map[string]bool {
	there := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	for _, room := range rooms {
		err := filepath.WalkDir(room, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, found := range function.FindAllSubmatch(source, -1) {
				there[filepath.Base(filepath.Dir(path))+"."+string(found[1])] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return there
}

// The tests that the pages name are there.
func TestNamedTestsExist(t *testing.T) {
	there := testsOf(t, "router", "runtime", "example")
	anywhere := map[string]bool{}
	for name := range there {
		_, test, _ := strings.Cut(name, ".")
		anywhere[test] = true
	}
	name := regexp.MustCompile("`((?:\\w+\\.)?(?:Test|Fuzz)\\w+)`")
	for page, least := range map[string]int{"docs/limits.md": 30, "docs/router.md": 60, "SECURITY.md": 20, "docs/node.md": 30} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		named := name.FindAllSubmatch(text, -1)
		if len(named) < least {
			t.Errorf("%s names only %d tests", page, len(named))
		}
		for _, n := range named {
			if n := string(n[1]); !there[n] && !anywhere[n] {
				t.Errorf("%s names %s, which does not exist", page, n)
			}
		}
	}
}

// Every situation of docs/node.md names a test, and scripts that are there.
func TestEverySituationHasATest(t *testing.T) {
	page, err := os.ReadFile("docs/node.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| situation | outcome | tests |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := 0
	for line := range strings.Lines(table) {
		rows++
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if len(cells) != 3 || !strings.Contains(cells[2], ".Test") {
			t.Errorf("want situation, outcome and tests: %s", line)
			continue
		}
		for _, script := range regexp.MustCompile("`(\\w+\\.txtar)`").FindAllStringSubmatch(cells[2], -1) {
			if _, err := os.Stat(filepath.Join("router/app/testdata/script", script[1])); err != nil {
				t.Error(err)
			}
		}
	}
	if rows < 18 {
		t.Errorf("only %d situations", rows)
	}
}

// Every feature of docs/router.md names a test.
func TestEveryFeatureHasATest(t *testing.T) {
	page, err := os.ReadFile("docs/router.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	features, _, _ := strings.Cut(string(page), "\nLeft out:")
	for line := range strings.Lines(features) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| feature |") {
			continue
		}
		rows++
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if len(cells) != 4 || cells[1] == "" || !strings.Contains(cells[3], ".Test") {
			t.Errorf("want feature, section, remarks and tests: %s", line)
		}
	}
	if rows < 30 {
		t.Errorf("only %d features", rows)
	}
}

// Links between the pages lead somewhere, their sections too.
func TestLinksOfPages(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	links := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range link.FindAllSubmatch(text, -1) {
			target, section, _ := strings.Cut(string(l[1]), "#")
			if strings.Contains(target, "://") {
				continue
			}
			links++
			file := page
			if target != "" {
				file = filepath.Join(filepath.Dir(page), target)
			}
			data, err := os.ReadFile(file)
			if info, statErr := os.Stat(file); err != nil && (statErr != nil || !info.IsDir()) {
				t.Errorf("%s: %s: %v", page, l[1], err)
				continue
			}
			if section != "" && !sections(string(data))[section] {
				t.Errorf("%s: %s: no such section", page, l[1])
			}
		}
	}
	if links < 20 {
		t.Errorf("only %d links", links)
	}
}

// sections returns the anchors of a page's headings.
func sections(page string) map[string]bool {
	anchors := map[string]bool{}
	strange := regexp.MustCompile(`[^a-z0-9 _-]`)
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		anchors[strings.ReplaceAll(strange.ReplaceAllString(strings.ToLower(heading[1]), ""), " ", "-")] = true
	}
	return anchors
}
