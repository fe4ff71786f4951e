package golang

import "github.com/dave/jennifer/jen"

// list is a list of arguments, each with about the number of characters that it takes.
type list []element

type element struct {
	code jen.Code
	size int
}

func (l *list) add(code jen.Code, size int) { *l = append(*l, element{code, size}) }

// call returns the arguments in parentheses. Those that no longer fit a line, which has
// so many characters already, begin another one.
func (l list) call(used int) *jen.Statement {
	var arguments []jen.Code
	for i, e := range l {
		used += e.size + len(", ")
		if i > 0 && used > longLine {
			used = e.size
			arguments = append(arguments, jen.Line().Add(e.code))
			continue
		}
		arguments = append(arguments, e.code)
	}
	return jen.Call(arguments...)
}

// longLine is the number of characters above which a list goes on in the next line.
const longLine = 100
