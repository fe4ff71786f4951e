package model

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/wampgen/wampgen/gen/schema"
	"github.com/wampgen/wampgen/gen/syntax"
)

func timeLiteral(k Kind, v *schema.Value) (string, literalFault) {
	if v.Tag != syntax.String {
		return "", literalFault{"want a " + k.String() + ", got " + v.Tag.String(), ""}
	}
	if k == Date {
		if _, err := time.Parse(time.DateOnly, v.Text.Value); err != nil {
			return "", literalFault{"want a date", "write it like 2024-01-31"}
		}
		return v.Text.Value, literalFault{}
	}
	t, err := time.Parse(time.RFC3339Nano, v.Text.Value)
	if err != nil {
		return "", literalFault{"want a time", "write it like 2024-01-31T12:00:00Z"}
	}
	if k == Time {
		return t.Format(time.RFC3339Nano), literalFault{}
	}
	ns := t.UnixNano()
	if !time.Unix(0, ns).Equal(t) {
		return "", literalFault{"a timestamp is between the years 1678 and 2262", ""}
	}
	return strconv.FormatInt(ns, 10), literalFault{}
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// textLiteral reads what is a string on the wire.
func textLiteral(k Kind, v *schema.Value) (string, literalFault) {
	text := v.Text.Value
	switch {
	case v.Tag != syntax.String:
		return "", literalFault{fmt.Sprintf("want text, got %s", v.Tag), fmt.Sprintf("quote it: %q", text)}
	case v.Ambiguous != "":
		return "", literalFault{text + " is not text to everyone: " + v.Ambiguous, fmt.Sprintf("quote it: %q", text)}
	}
	switch k {
	case UUID:
		if !uuidForm.MatchString(text) {
			return "", literalFault{"want a UUID", "write it like 123e4567-e89b-12d3-a456-426614174000"}
		}
		return strings.ToLower(text), literalFault{}
	case URI:
		if _, fault := checkURI(text); fault != "" {
			return "", literalFault{"want a URI: " + fault, ""}
		}
	case URIPattern:
		if strings.IndexFunc(text, notInURI) >= 0 {
			return "", literalFault{"want a URI pattern: no white space and no #", ""}
		}
	case Name:
		if _, fault := checkURI(text); fault != "" || strings.Contains(text, ".") {
			return "", literalFault{"want one component of a URI", ""}
		}
	}
	return text, literalFault{}
}
