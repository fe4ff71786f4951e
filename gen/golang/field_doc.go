package golang

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// fieldDoc returns the documentation of a field: what the schema says, its rules and its
// default. Rules and a default alone, if they are short, stand as a remark behind it.
func fieldDoc(f *model.Field) (doc []jen.Code, remark jen.Code) {
	const short = 60
	text := facts(f, "")
	if lines := commentLines(text); f.Doc == "" && f.Deprecated == "" && len(lines) == 1 && len(lines[0]) <= short {
		return nil, jen.Comment(lines[0])
	}
	subject := memberName(f.Header)
	if f.Doc != "" {
		subject = "It"
	}
	return comment(joined(f.Doc, facts(f, subject)), deprecated(f.Header)), jen.Null()
}

// valueDoc returns the lines of documentation about a bare value: a list item with its
// name, or nothing if there is nothing to say.
func valueDoc(name string, f *model.Field) string {
	subject := "it"
	if f.Doc != "" {
		subject = "It"
	}
	var text string
	for _, part := range []string{f.Doc, facts(f, subject), deprecated(f.Header)} {
		part = strings.Join(strings.Fields(part), " ")
		switch {
		case part == "":
			continue
		case text != "" && !strings.HasSuffix(text, "."):
			text += "."
		}
		text = strings.TrimSpace(text + " " + part)
	}
	if text == "" {
		return ""
	}
	return "  - " + strings.Join(wrap(name+": "+text), "\n    ")
}

// joined returns a text and a sentence after it: in its paragraph if it ends like a
// sentence itself, else in one of its own.
func joined(text, sentence string) string {
	text = strings.TrimSpace(text)
	switch {
	case text == "" || sentence == "":
		return text + sentence
	case strings.HasSuffix(text, "."):
		return text + "\n" + sentence
	default:
		return text + "\n\n" + sentence
	}
}

// facts returns sentences about the rules and the default of a field, or nothing: "Count
// is at least 0. It is 5 if absent.", without a subject "at least 0; 5 if absent".
func facts(f *model.Field, subject string) string {
	var rules, sentences []string
	if bounds := boundsText(f); bounds != "" {
		rules = append(rules, bounds)
	}
	if f.Rules.Pattern != "" {
		rules = append(rules, "matches "+f.Rules.Pattern)
	}
	if subject == "" {
		return remark(f, strings.TrimPrefix(strings.Join(rules, " and "), "is "))
	}
	if len(rules) > 0 {
		sentences = append(sentences, subject+" "+strings.Join(rules, " and ")+".")
	}
	if f.Default != nil && !f.Secret {
		if len(rules) > 0 {
			subject = "It"
		}
		sentences = append(sentences, subject+" is "+defaultText(f.Default)+" if absent.")
	}
	return strings.Join(sentences, " ")
}

// remark returns rules and the default of a field as a few words.
func remark(f *model.Field, rules string) string {
	switch {
	case f.Default == nil || f.Secret:
		return rules
	case rules == "":
		return defaultText(f.Default) + " if absent"
	default:
		return rules + "; " + defaultText(f.Default) + " if absent"
	}
}

// boundsText returns what a value is or has by its bounds: is 1 to 100.
func boundsText(f *model.Field) string {
	t := f.Type.Present()
	lower, upper := f.Rules.Min, f.Rules.Max
	verb, unit := "is", ""
	switch t.Kind {
	case model.List:
		unit = "item"
	case model.Map:
		unit = "entry"
	case model.Bytes:
		unit = "byte"
	case model.String, model.URI, model.URIPattern, model.Name:
		unit = "character"
	case model.Duration:
		lower, upper = durationText(lower), durationText(upper)
	}
	if unit != "" {
		verb, unit = "has", " "+plural(unit, upper, lower)
	}
	switch {
	case lower == "" && upper == "":
		return ""
	case upper == "":
		return verb + " at least " + lower + unit
	case lower == "" || lower == "0" && unit != "":
		return verb + " at most " + upper + unit
	case lower == upper:
		return verb + " " + lower + unit
	default:
		return verb + " " + lower + " to " + upper + unit
	}
}

// plural returns a unit as it stands behind the last of two numbers that is not empty.
func plural(unit, last, first string) string {
	switch {
	case last == "1" || last == "" && first == "1":
		return unit
	case unit == "entry":
		return "entries"
	default:
		return unit + "s"
	}
}

// durationText returns a number of nanoseconds as 1m30s.
func durationText(text string) string {
	ns, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	short := time.Duration(ns).String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(short, zero) {
			short = short[:len(short)-2]
		}
	}
	return short
}

// defaultText returns a default for people.
func defaultText(l *model.Literal) string {
	switch l.Kind {
	case model.Duration:
		return durationText(l.Text)
	case model.Timestamp:
		ns, err := strconv.ParseInt(l.Text, 10, 64)
		if err != nil {
			return l.Text
		}
		return time.Unix(0, ns).UTC().Format(time.RFC3339Nano)
	case model.Time, model.Date, model.UUID, model.Decimal:
		return l.Text
	default:
		return l.JSON()
	}
}

// procedureDoc returns the documentation of a method that calls or handles a procedure,
// with that of its bare values, which have no other place.
func procedureDoc(p *model.Procedure, sentence string) []jen.Code {
	var items []string
	if args := argsOf(p); args.bare() != nil {
		items = append(items, valueDoc(args.parameter(), args.bare()))
	}
	if f := resultOf(p).bare(); f != nil {
		items = append(items, valueDoc("result", f))
	}
	return documented(withValues(p.Header, items...), sentence)
}

// topicDoc returns the documentation of what publishes or handles the events of a topic,
// with that of a bare event.
func topicDoc(t *model.Topic, sentence string) []jen.Code {
	h := t.Header
	if event := eventOf(t); event.bare() != nil {
		h = withValues(h, valueDoc(event.parameter(), event.bare()))
	}
	return comment(sentence, h.Doc, deprecated(h))
}

// withValues adds the documentation of bare values, of which any may be empty, to that
// of what takes or returns them.
func withValues(h model.Header, items ...string) model.Header {
	items = slices.DeleteFunc(items, func(item string) bool { return item == "" })
	if len(items) > 0 {
		h.Doc = strings.TrimLeft(strings.TrimSpace(h.Doc)+"\n\n"+strings.Join(items, "\n"), "\n")
	}
	return h
}
