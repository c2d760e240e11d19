//! Writing a workbook with the comfort of a spreadsheet: header, filter, choices, notes, colours.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note,
    Workbook, Worksheet, XlsxError,
};

use crate::error::TableError;
use crate::workbook::Value;
use crate::write::{CHOICES_SHEET, CellOut, SheetOut};
use crate::xlsx::date::serial as serial_of;

/// A list of choices that a workbook can hold within the rule itself, in UTF-16 units with its commas.
const LONGEST_LIST: usize = 255;
/// The widths of columns that are made to fit, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 10..=60;

/// Writes sheets as an XLSX file.
///
/// The header is bold, stays in sight and has a filter. Texts stay texts, whatever they look like: `05100000` keeps its
/// zero, `=1+1` is not computed, an address is no link. Long lists of choices go to a sheet of their own,
/// [`CHOICES_SHEET`], that nobody sees. The bytes depend on nothing but the sheets.
///
/// # Errors
/// [`TableError::NotWritable`] when a name or a text breaks the limits of the format: a cell holds 32 767 characters.
pub fn write_xlsx(sheets: &[SheetOut]) -> Result<Vec<u8>, TableError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties()?);
    let mut choices = Choices::default();
    for sheet in sheets {
        write_sheet(workbook.add_worksheet(), sheet, &mut choices)
            .map_err(|error| in_sheet(sheet, &error))?;
    }
    choices.write(&mut workbook).map_err(|error| refused(&error))?;
    workbook.save_to_buffer().map_err(|error| refused(&error))
}

/// No clock: the file was made on the day that its format was agreed on.
fn properties() -> Result<DocProperties, TableError> {
    let day = ExcelDateTime::from_ymd(2006, 12, 7).map_err(|error| refused(&error))?;
    Ok(DocProperties::new()
        .set_author("Kolophon")
        .set_creation_datetime(&day))
}

fn refused(error: &XlsxError) -> TableError {
    TableError::NotWritable {
        reason: error.to_string(),
    }
}

fn in_sheet(sheet: &SheetOut, error: &XlsxError) -> TableError {
    TableError::NotWritable {
        reason: format!("{error} ({})", sheet.name),
    }
}

fn write_sheet(worksheet: &mut Worksheet, sheet: &SheetOut, choices: &mut Choices) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    let header = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E7_E6E6))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let first_row = u32::from(!sheet.columns.is_empty());
    let last_row = first_row.saturating_add(u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX));
    for (column, out) in (0_u16..).zip(&sheet.columns) {
        worksheet.write_string_with_format(0, column, &out.header, &header)?;
        if let Some(text) = &out.note {
            worksheet.insert_note(0, column, &note(text))?;
        }
        if !out.choices.is_empty() {
            // Rows to come are offered the choices too.
            let last = last_row.saturating_add(1000).min(crate::xlsx::MOST_ROWS - 1);
            worksheet.add_data_validation(first_row, column, last, column, &choices.rule(&out.choices)?)?;
        }
    }
    for (row, cells) in (first_row..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            write_cell(worksheet, row, column, cell)?;
        }
    }
    for column in 0..sheet.width() {
        worksheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), width(sheet, column))?;
    }
    if let Some(last_column) = sheet.columns.len().checked_sub(1) {
        worksheet.set_freeze_panes(1, 0)?;
        let last_column = u16::try_from(last_column).unwrap_or(u16::MAX);
        worksheet.autofilter(0, 0, last_row.saturating_sub(1), last_column)?;
    }
    Ok(())
}

fn write_cell(worksheet: &mut Worksheet, row: u32, column: u16, cell: &CellOut) -> Result<(), XlsxError> {
    let format = format(cell);
    match &cell.value {
        None if cell.mark.is_some() => {
            worksheet.write_blank(row, column, &format)?;
        }
        None => {}
        Some(Value::Text(text)) if text.is_empty() => {
            worksheet.write_blank(row, column, &format)?;
        }
        Some(Value::Text(text) | Value::Error(text)) => {
            worksheet.write_string_with_format(row, column, text, &format)?;
        }
        Some(Value::Number(number)) if number.is_finite() => {
            worksheet.write_number_with_format(row, column, *number, &format)?;
        }
        Some(Value::Boolean(value)) => {
            worksheet.write_boolean_with_format(row, column, *value, &format)?;
        }
        Some(value) => match serial(value) {
            Some(serial) => {
                worksheet.write_number_with_format(row, column, serial, &format)?;
            }
            // Days before 1 March 1900 and numbers that are none exist as texts only.
            None => {
                worksheet.write_string_with_format(row, column, value.text(), &format)?;
            }
        },
    }
    if let Some(text) = &cell.note {
        worksheet.insert_note(row, column, &note(text))?;
    }
    Ok(())
}

/// The number of a day or a moment.
fn serial(value: &Value) -> Option<f64> {
    match value {
        Value::Date(date) => serial_of(*date).map(f64::from),
        Value::DateTime(moment) => {
            let day = serial_of(moment.date())?;
            let time = moment.time();
            let seconds =
                3600 * i32::from(time.hour()) + 60 * i32::from(time.minute()) + i32::from(time.second());
            let milliseconds = f64::from(time.millisecond()) / 1000.0;
            Some(f64::from(day) + (f64::from(seconds) + milliseconds) / 86_400.0)
        }
        _ => None,
    }
}

fn format(cell: &CellOut) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    let format = match &cell.value {
        Some(Value::Date(_)) => format.set_num_format("dd.mm.yyyy"),
        Some(Value::DateTime(_)) => format.set_num_format("dd.mm.yyyy hh:mm:ss"),
        // What looks like a number keeps its zeros when somebody edits it.
        Some(Value::Text(text)) if text.starts_with(|first: char| first.is_ascii_digit()) => {
            format.set_num_format("@")
        }
        Some(Value::Text(text)) if text.contains('\n') => format.set_text_wrap(),
        _ => format,
    };
    match cell.mark {
        Some(mark) => format.set_background_color(Color::RGB(mark.colour())),
        None => format,
    }
}

fn note(text: &str) -> Note {
    let lines = text
        .lines()
        .map(|line| line.chars().count() / 38 + 1)
        .sum::<usize>();
    let height = u32::try_from(lines).unwrap_or(u32::MAX).clamp(4, 20) * 18;
    Note::new(text)
        .set_author("Kolophon")
        .add_author_prefix(false)
        .set_width(280)
        .set_height(height)
}

/// A width that shows the longest line, within reason.
fn width(sheet: &SheetOut, column: usize) -> f64 {
    let out = sheet.columns.get(column);
    if let Some(width) = out.and_then(|out| out.width) {
        return f64::from(width.min(255));
    }
    let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let header = out.map_or(0, |out| longest(&out.header) + 3);
    let cells = sheet
        .rows
        .iter()
        .filter_map(|row| row.get(column)?.value.as_ref());
    let cells = cells.map(|value| longest(&value.text()) + 1).max().unwrap_or(0);
    let width = header.max(cells).clamp(*WIDTHS.start(), *WIDTHS.end());
    u32::try_from(width).map_or(60.0, f64::from)
}

/// The lists of choices that are too long for a rule; each is a column of a sheet of its own.
#[derive(Debug, Default)]
struct Choices(Vec<Vec<String>>);

impl Choices {
    /// The rule that offers a list, and lets other texts pass.
    fn rule(&mut self, list: &[String]) -> Result<DataValidation, XlsxError> {
        let length: usize = list.iter().map(|choice| choice.encode_utf16().count() + 1).sum();
        let has_comma = list.iter().any(|choice| choice.contains([',', '"']));
        let rule = DataValidation::new().show_error_message(false);
        if length <= LONGEST_LIST && !has_comma {
            return rule.allow_list_strings(list);
        }
        let known = self.0.iter().position(|known| known == list);
        let column = known.unwrap_or_else(|| {
            self.0.push(list.to_vec());
            self.0.len() - 1
        });
        let letters =
            rust_xlsxwriter::utility::column_number_to_name(u16::try_from(column).unwrap_or(u16::MAX));
        let range = format!("={CHOICES_SHEET}!${letters}$1:${letters}${}", list.len());
        Ok(rule.allow_list_formula(Formula::new(range)))
    }

    fn write(self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(CHOICES_SHEET)?.set_very_hidden(true);
        for (column, list) in (0_u16..).zip(&self.0) {
            for (row, choice) in (0_u32..).zip(list) {
                worksheet.write_string(row, column, choice)?;
            }
        }
        Ok(())
    }
}
