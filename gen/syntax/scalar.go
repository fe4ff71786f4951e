package syntax

import (
	"regexp"
	"strings"
)

// Plain scalars by the core schema of YAML 1.2, which JSON agrees with.
var (
	coreInt   = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)$|^0x[0-9a-fA-F]+$`)
	coreFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
)

// What a version of YAML in use takes for a number while another one takes it
// for a different number: nobody can mean it.
var (
	octalNumber  = regexp.MustCompile(`^[-+]?0[0-9]+$|^0o[0-7]+$`)
	paddedNumber = regexp.MustCompile(`^[-+]?0[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?$`)
	noNumber     = regexp.MustCompile(`^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$`)
)

// Strings of YAML 1.2 that YAML 1.1 reads as something else. Of its booleans, y
// and n are left out: the programs of YAML 1.1 leave them out too.
var (
	oldBool  = regexp.MustCompile(`^(yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$`)
	oldInt   = regexp.MustCompile(`^[-+]?([0-9][0-9_]*_[0-9_]*|0b[01_]+|0x[0-9a-fA-F_]+)$`)
	oldFloat = regexp.MustCompile(`^[-+]?[0-9][0-9_]*\.[0-9_]*_[0-9_]*([eE][-+]?[0-9]+)?$`)
	oldSixty = regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)
	oldTime  = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?)?$`)
)

// resolve returns the tag of a plain scalar and how versions of YAML disagree.
func resolve(text string) (tag Tag, ambiguous string) {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return Null, ""
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool, ""
	}
	if strings.IndexByte("+-.0123456789yYnNoO", text[0]) < 0 {
		return String, ""
	}
	switch {
	case coreInt.MatchString(text):
		return Int, ""
	case coreFloat.MatchString(text):
		return Float, ""
	case oldBool.MatchString(text):
		if c := text[len(text)-1] | 0x20; c == 's' || c == 'n' {
			return String, "YAML 1.1 reads it as true"
		}
		return String, "YAML 1.1 reads it as false"
	case oldInt.MatchString(text), oldFloat.MatchString(text), oldSixty.MatchString(text):
		return String, "YAML 1.1 reads it as a number"
	case oldTime.MatchString(text):
		return String, "YAML 1.1 reads it as a time"
	default:
		return String, ""
	}
}

// badNumber returns what is wrong with a plain scalar that looks like a number.
func badNumber(text string) (message, hint string) {
	switch {
	case octalNumber.MatchString(text):
		return "versions of YAML disagree about the number %s", "write it without leading zeros, or quote it if it is a string"
	case paddedNumber.MatchString(text):
		return "the number %s has leading zeros", "write it without leading zeros, or quote it if it is a string"
	case noNumber.MatchString(text):
		return "%s is not a finite number", "quote it if it is a string"
	default:
		return "", ""
	}
}
