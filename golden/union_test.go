package golden_test

import (
	"context"
	stderrors "errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/unions"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// alarmPanel returns what it gets.
type alarmPanel struct{ *unions.Panel }

func (alarmPanel) Echo(_ context.Context, alarm unions.Alarm) (unions.Alarm, error) {
	return alarm, nil
}
func (alarmPanel) Maybe(_ context.Context, alarm unions.Alarm) (unions.Alarm, error) {
	return alarm, nil
}
func (alarmPanel) Answer(_ context.Context, answer unions.Answer) ([]unions.Answer, error) {
	return []unions.Answer{answer, &unions.Yes{}}, nil
}
func (alarmPanel) Report(_ context.Context, args unions.AlarmsReportArgs) (unions.Report, error) {
	if args.ID == "" {
		return unions.Report{}, &unions.AlarmedError{Alarm: args.Report.Main}
	}
	return args.Report, nil
}

func TestUnions(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, unions.PanelClass(func(stub unions.PanelStub) (alarmPanel, error) {
		p, err := unions.NewPanel(stub)
		return alarmPanel{p}, err
	}), "")
	session := join(t, connect)
	ctx, c := t.Context(), unions.NewAlarmsClient(session)
	want := func(what string, want, got any, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs (-want +got)\n%s", what, diff)
		}
	}
	leak := &unions.LeakAlarm{Litres: 2, Before: &unions.SmokeAlarm{Level: 3}}
	for _, alarm := range []unions.Alarm{leak, &unions.Clear{}, &unions.SmokeAlarm{Room: new("hall")}} {
		got, err := c.Echo(ctx, alarm)
		want("echo", alarm, got, err)
		got, err = c.Maybe(ctx, alarm)
		want("maybe", alarm, got, err)
	}
	none, err := c.Maybe(ctx, nil)
	want("no alarm", nil, none, err)
	answers, err := c.Answer(ctx, &unions.No{Why: "w"})
	want("answers", []unions.Answer{&unions.No{Why: "w"}, &unions.Yes{}}, answers, err)
	report := unions.Report{Main: leak, List: []unions.Alarm{&unions.Clear{}}, Nulls: []unions.Answer{nil, &unions.Yes{}}}
	got, err := c.Report(ctx, unions.AlarmsReportArgs{ID: "a", Report: report})
	want("report", report, got, err)
	_, err = c.Report(ctx, unions.AlarmsReportArgs{Report: report})
	if alarmed, ok := stderrors.AsType[*unions.AlarmedError](err); !ok || !cmp.Equal(alarmed.Alarm, unions.Alarm(leak)) {
		t.Errorf("error = %v, want the alarm", err)
	}

	if _, err := c.Echo(ctx, nil); err == nil {
		t.Error("no alarm is sent where there must be one")
	}
	_, err = c.Echo(ctx, &unions.SmokeAlarm{Level: 10})
	invalid(t, err, "args[0].level", "max")
	for _, test := range []struct {
		alarm      any
		path, rule string
	}{
		{map[string]any{"level": 1}, "args[0]", "required"},
		{map[string]any{"kind": "smoke"}, "args[0].level", "required"},
		{map[string]any{"kind": "fire"}, "args[0].kind", "enum"},
		{map[string]any{"kind": 1}, "args[0].kind", "type"},
		{"smoke", "args[0]", "type"},
		{nil, "args[0]", "type"},
		{map[string]any{"kind": "leak", "litres": 1, "more": 1}, "args[0].more", "unknown"},
		{map[string]any{"kind": "leak", "litres": 1, "before": map[string]any{"kind": "x"}}, "args[0].before.kind", "enum"},
	} {
		_, err := session.Call(ctx, unions.AlarmsEchoURI, runtime.Values{Args: []any{test.alarm}})
		invalid(t, err, test.path, test.rule)
	}
}

// TestUnionOnTheWire reads tags wherever they stand.
func TestUnionOnTheWire(t *testing.T) {
	for text, want := range map[string]unions.Alarm{
		`{"kind":"smoke","level":1}`:                                     &unions.SmokeAlarm{Level: 1},
		`{"level":1,"more":{"kind":"leak"},"kind":"smoke"}`:              &unions.SmokeAlarm{Level: 1},
		`{"before":{"level":1,"kind":"smoke"},"litres":2,"kind":"leak"}`: &unions.LeakAlarm{Litres: 2, Before: &unions.SmokeAlarm{Level: 1}},
		`{"kind":"all clear"}`:                                           &unions.Clear{},
		`{"kind":"smoke","kind":"leak","level":1}`:                       nil,
		`{"kind":"leak","litres":1,"before":{"litres":1}}`:               nil,
	} {
		r := codec.NewValueReader(wamp.JSON, []byte(text))
		got := unions.DecodeAlarm(r)
		if (r.Err() == nil) != (want != nil) {
			t.Errorf("%s: %v", text, r.Err())
		} else if diff := cmp.Diff(want, got); want != nil && diff != "" {
			t.Errorf("%s differs (-want +got)\n%s", text, diff)
		}
		r.Free()
	}
	w := codec.NewWriter(wamp.JSON)
	defer w.Free()
	w.Args(1)
	unions.EncodeAlarm(w, &unions.LeakAlarm{Litres: 2, Before: &unions.Clear{}})
	w.End()
	p, err := w.Payload()
	if want := `[{"kind":"leak","litres":2,"before":{"kind":"all clear"}}]`; string(p.Args) != want || err != nil {
		t.Errorf("payload is %s, %v; want %s", p.Args, err, want)
	}
}
