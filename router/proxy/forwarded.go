package proxy

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// forwarded reads the lines of Forwarded (RFC 7239, section 4), from the last to the first:
// what a stranger has sent does not spoil what a proxy has added in a line of its own.
func (t *Trust) forwarded(lines []string) (c Client, err error) {
	for i := range lines {
		elements, err := parseForwarded(lines[len(lines)-1-i])
		if err != nil {
			return Client{}, fmt.Errorf("read %s: %w", Forwarded, err)
		}
		for j := range elements {
			e := elements[len(elements)-1-j]
			if c.Address, err = parseForwardedNode(e.node); err != nil {
				return Client{}, fmt.Errorf("read %s: %w", Forwarded, err)
			}
			c.Secure, c.Told = secure(e.protocol), e.protocol != ""
			if !t.Contains(c.Address.Addr()) {
				return c, nil
			}
		}
	}
	return c, nil
}

// element is what one proxy has added.
type element struct{ node, protocol string }

var errForwarded = errors.New("it is not of the form of RFC 7239")

// parseForwarded splits a line into its elements. Some may be empty (RFC 9110, section 5.6.1).
func parseForwarded(line string) (list []element, err error) {
	for rest := line; rest != ""; rest = strings.TrimPrefix(rest, ",") {
		var e element
		var some bool
		if e, some, rest, err = parseElement(rest); err != nil {
			return nil, err
		}
		if some {
			list = append(list, e)
		}
	}
	return list, nil
}

// parseElement reads pairs up to a comma or the end; some says that there are any.
func parseElement(text string) (e element, some bool, rest string, err error) {
	rest = text
	for {
		rest = strings.TrimLeft(rest, " \t;")
		if rest == "" || rest[0] == ',' {
			return e, some, rest, nil
		}
		var name, value string
		if name, value, rest, err = parsePair(rest); err != nil {
			return element{}, false, "", err
		}
		some = true
		switch {
		case strings.EqualFold(name, "for"):
			e.node = value
		case strings.EqualFold(name, "proto"):
			e.protocol = value
		}
		if rest = strings.TrimLeft(rest, " \t"); rest != "" && rest[0] != ';' && rest[0] != ',' {
			return element{}, false, "", errForwarded
		}
	}
}

// parsePair reads "name=value", whose value may be quoted.
func parsePair(text string) (name, value, rest string, err error) {
	name, rest, ok := strings.Cut(text, "=")
	if !ok || !isToken(name) {
		return "", "", "", errForwarded
	}
	if strings.HasPrefix(rest, `"`) {
		value, rest, ok = unquote(rest[1:])
	} else {
		end := strings.IndexAny(rest, ",; \t")
		if end < 0 {
			end = len(rest)
		}
		value, rest = rest[:end], rest[end:]
		ok = isToken(value)
	}
	if !ok {
		return "", "", "", errForwarded
	}
	return name, value, rest, nil
}

// unquote reads a quoted string to its end; the first quote is read.
func unquote(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:], true
		case '\\':
			if i++; i == len(text) {
				return "", "", false
			}
		}
		b.WriteByte(text[i])
	}
	return "", "", false
}

// isToken reports whether a text is one without quotes. Addresses with a colon should be
// quoted, and are not by all.
func isToken(text string) bool {
	return text != "" && !strings.ContainsAny(text, "\"(),;<=>?@{}\\ \t")
}

// parseForwardedNode reads the address of a node, which may be hidden: "unknown", or a name
// that begins with an underscore (section 6.3). Its port may be hidden, too.
func parseForwardedNode(node string) (netip.AddrPort, error) {
	if i := strings.LastIndex(node, ":_"); i > 0 {
		node = node[:i]
	}
	if strings.HasPrefix(node, "_") || strings.EqualFold(node, "unknown") {
		return netip.AddrPort{}, errors.New("the address is hidden")
	}
	return parseNode(node)
}
