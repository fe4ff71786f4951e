package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/wampgen/wampgen/example/fleet/fleet"
	"github.com/wampgen/wampgen/runtime"
)

// writeReadings writes readings as they come, and fails if some are missing at the end.
func writeReadings(out io.Writer, results *runtime.Results[fleet.BuildingExportProgress, int64]) error {
	w := csv.NewWriter(out)
	w.Write([]string{"id", "at", "temperature"})
	w.Flush() // also where no reading follows
	written := int64(0)
	for some, err := range results.All() {
		if err != nil {
			return err
		}
		for _, r := range some.Readings {
			w.Write([]string{string(r.ID), r.At.Format(time.RFC3339Nano), strconv.FormatFloat(r.Temperature, 'f', 2, 64)})
			written++
		}
		w.Flush()
		if err := w.Error(); err != nil {
			return fmt.Errorf("write readings: %w", err)
		}
	}
	total, err := results.Final()
	if err == nil && total != written {
		err = fmt.Errorf("export readings: got %d of %d", written, total)
	}
	return err
}

// readSettings returns the settings of a CSV text, one after the other; a line that is
// none ends the call with the line's number.
func readSettings(in io.Reader) iter.Seq2[fleet.BuildingApplyInput, error] {
	return func(yield func(fleet.BuildingApplyInput, error) bool) {
		r := csv.NewReader(in)
		r.FieldsPerRecord = -1
		r.ReuseRecord = true
		for {
			record, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			var setting fleet.BuildingApplyInput
			if err == nil {
				setting, err = readSetting(record)
				if line, _ := r.FieldPos(0); err != nil {
					err = fmt.Errorf("line %d: %w", line, err)
				}
			}
			if !yield(setting, err) || err != nil {
				return
			}
		}
	}
}

func readSetting(record []string) (fleet.BuildingApplyInput, error) {
	setting := fleet.NewBuildingApplyInput()
	if len(record) < 2 || len(record) > 3 {
		return setting, errors.New("want ID,TARGET or ID,TARGET,MODE")
	}
	target, err := strconv.ParseFloat(record[1], 64)
	if err != nil {
		return setting, fmt.Errorf("read target %q: want degrees Celsius", record[1])
	}
	setting.ID, setting.Target = fleet.ThermostatID(record[0]), target
	if len(record) == 3 {
		setting.Mode = fleet.Mode(record[2])
	}
	return setting, nil
}
