//! Our reader of XLSX against calamine, on workbooks that `rust_xlsxwriter` made.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};
use jiff::civil::Date;
use kolophon_tabular::{CellOut, ColumnOut, Limits, SheetOut, Value, read, write_xlsx};
use proptest::prelude::*;

fn value() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        2 => Just(None),
        3 => "[a-zäöü <&>_\n]{1,10}".prop_map(|text| Some(Value::Text(text))),
        2 => any::<i32>().prop_map(|number| Some(Value::Number(f64::from(number)))),
        1 => (-1e6..1e6_f64).prop_map(|number| Some(Value::Number(number))),
        1 => any::<bool>().prop_map(|value| Some(Value::Boolean(value))),
        1 => (61_i64..60_000).prop_map(|days| {
            let day = Date::constant(1899, 12, 30).checked_add(jiff::Span::new().days(days)).unwrap();
            Some(Value::Date(day))
        }),
    ]
}

fn by_calamine(bytes: &[u8]) -> Vec<(u32, u32, String)> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = workbook.sheet_names()[0].clone();
    let mut reader = workbook.worksheet_cells_reader(&name).unwrap();
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().unwrap() {
        let (row, column) = cell.get_position();
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Float(number) => Value::Number(*number).text().into_owned(),
            DataRef::Bool(value) => value.to_string(),
            DataRef::DateTime(moment) => {
                let (year, month, day, ..) = moment.to_ymd_hms_milli();
                format!("{year:04}-{month:02}-{day:02}")
            }
            other => panic!("{other:?}"),
        };
        cells.push((row + 1, column + 1, text));
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn both_readers_see_the_same(rows in prop::collection::vec(prop::collection::vec(value(), 0..6), 0..8)) {
        let out = |value: Option<Value>| CellOut { value, ..CellOut::default() };
        let sheet = SheetOut {
            name: "Blatt".to_owned(),
            columns: vec![ColumnOut::new("A"), ColumnOut::new("B")],
            rows: rows.into_iter().map(|row| row.into_iter().map(out).collect()).collect(),
        };
        let bytes = write_xlsx(&[sheet]).unwrap();
        let workbook = read("t.xlsx", &bytes, &Limits::default()).unwrap();
        prop_assert_eq!(crate::csv_oracle::cells(&workbook), by_calamine(&bytes));
    }
}
