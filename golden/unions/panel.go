package unions

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Panel is the component class unions.Panel.
type Panel struct {
	PanelStub
}

// NewPanel returns the component; the registry calls it.
func NewPanel(stub PanelStub) (*Panel, error) {
	return &Panel{PanelStub: stub}, nil
}

// Echo handles com.example.unions.echo.
func (s *Panel) Echo(ctx context.Context, alarm Alarm) (Alarm, error) {
	var result Alarm
	return result, runtime.ErrNotImplemented
}

// Maybe handles com.example.unions.maybe.
func (s *Panel) Maybe(ctx context.Context, alarm Alarm) (Alarm, error) {
	var result Alarm
	return result, runtime.ErrNotImplemented
}

// Answer handles com.example.unions.answer.
func (s *Panel) Answer(ctx context.Context, answer Answer) ([]Answer, error) {
	var result []Answer
	return result, runtime.ErrNotImplemented
}

// Report handles com.example.unions.report.
func (s *Panel) Report(ctx context.Context, args AlarmsReportArgs) (Report, error) {
	var result Report
	return result, runtime.ErrNotImplemented
}
