package golang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// initialisms are the words that Go writes in capitals.
var initialisms = func() map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(`
		ACL AMQP API ASCII CPU CSS DB DNS EOF GID GUID HTML HTTP HTTPS ID IP JSON QPS RAM
		RPC RTP SIP SLA SMTP SQL SSH TCP TLS TS TTL UDP UI UID URI URL UTF8 UUID VM WAMP XML XMPP XSRF XSS`) {
		set[word] = true
	}
	return set
}()

// exported returns the exported Go name of a name of the schema language, which is
// empty if the name holds neither letter nor digit: user_id is UserID.
func exported(name string) string {
	var b strings.Builder
	for _, word := range words(name) {
		b.WriteString(capitalized(word))
	}
	return b.String()
}

// unexported returns the Go name of a parameter: user_id is userID, url is url.
func unexported(name string) string {
	var b strings.Builder
	for i, word := range words(name) {
		if i == 0 {
			b.WriteString(strings.ToLower(word))
		} else {
			b.WriteString(capitalized(word))
		}
	}
	return b.String()
}

// capitalized returns a word as it stands within a Go name.
func capitalized(word string) string {
	upper := strings.ToUpper(word)
	if initialisms[upper] {
		return upper
	}
	if one, ok := strings.CutSuffix(upper, "S"); ok && initialisms[one] {
		return one + "s"
	}
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

// words splits a name at everything that is neither letter nor digit and where a
// capital follows a small letter. Words of a name all in capitals are lowered.
func words(name string) []string {
	var (
		list     []string
		word     strings.Builder
		previous rune
		shouting = strings.ToUpper(name) == name
	)
	end := func() {
		if word.Len() > 0 {
			list = append(list, word.String())
			word.Reset()
		}
	}
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			previous = 0
			continue
		case unicode.IsUpper(r) && unicode.IsLower(previous):
			end()
		}
		previous = r
		if shouting {
			r = unicode.ToLower(r)
		}
		word.WriteRune(r)
	}
	end()
	return list
}

// lowerFirst makes an exported Go name an unexported one: MySession is mySession,
// HTTPServer is httpServer.
func lowerFirst(name string) string {
	runes := []rune(name)
	for i, r := range runes {
		if !unicode.IsUpper(r) || i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1]) {
			break
		}
		runes[i] = unicode.ToLower(r)
	}
	return string(runes)
}

// snake makes a Go name the name of a file: MySession is my_session, HTTPServer is
// http_server.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
