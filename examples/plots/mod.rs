//! Plots for the examples: lines, points and bands over two axes, as SVG files.

use plotters::prelude as plot;
use plotters::prelude::{Color, IntoDrawingArea, IntoLogRange};
use std::error::Error;
use std::path::Path;

/// How a series is drawn.
#[allow(dead_code, reason = "no example draws everything")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Draw {
    Line,
    Points,
    /// The area between the first half of the points and the second, which runs back.
    Band,
}

/// Points with a name.
pub(crate) struct Series {
    pub name: &'static str,
    pub draw: Draw,
    pub points: Vec<(f64, f64)>,
}

impl Series {
    /// A series from coordinates of equal number.
    #[allow(dead_code, reason = "no example makes series in every way")]
    pub(crate) fn new(name: &'static str, draw: Draw, xs: &[f64], ys: &[f64]) -> Self {
        let points = xs.iter().copied().zip(ys.iter().copied()).collect();
        Series { name, draw, points }
    }
}

/// What stands around the series.
pub(crate) struct Labels {
    pub title: &'static str,
    pub x: &'static str,
    pub y: &'static str,
    /// Whether the vertical axis is logarithmic.
    pub log: bool,
}

const COLOURS: [plot::RGBColor; 5] = [
    plot::RGBColor(31, 119, 180),
    plot::RGBColor(214, 39, 40),
    plot::RGBColor(44, 160, 44),
    plot::RGBColor(148, 103, 189),
    plot::RGBColor(90, 90, 90),
];

/// Writes the series to an SVG file.
pub(crate) fn write(path: &Path, labels: &Labels, series: &[Series]) -> Result<(), Box<dyn Error>> {
    let all = || series.iter().flat_map(|s| &s.points);
    let bounds = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        })
    };
    let (left, right) = bounds(&mut all().map(|p| p.0));
    let (low, high) = bounds(&mut all().map(|p| p.1));
    let root = plot::SVGBackend::new(path, (800, 450)).into_drawing_area();
    root.fill(&plot::WHITE)?;
    let mut builder = plot::ChartBuilder::on(&root);
    builder
        .caption(labels.title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60);
    // The two kinds of axes are different types, so what is drawn on them is a macro.
    macro_rules! draw_on {
        ($chart:expr, $legend:expr) => {{
            let mut chart = $chart;
            chart
                .configure_mesh()
                .light_line_style(plot::TRANSPARENT)
                .x_desc(labels.x)
                .y_desc(labels.y)
                .y_label_formatter(&|y| {
                    if labels.log {
                        format!("{y:.0e}")
                    } else {
                        y.to_string()
                    }
                })
                .draw()?;
            for (series, colour) in series.iter().zip(COLOURS.iter().cycle()) {
                let points = series.points.clone();
                let drawn = match series.draw {
                    Draw::Line => chart
                        .draw_series([plot::PathElement::new(points, colour.stroke_width(2))])?,
                    Draw::Points => chart.draw_series(
                        points
                            .into_iter()
                            .map(|p| plot::Circle::new(p, 3, colour.filled())),
                    )?,
                    Draw::Band => {
                        chart.draw_series([plot::Polygon::new(points, colour.mix(0.2).filled())])?
                    }
                };
                let colour = *colour;
                drawn.label(series.name).legend(move |(x, y)| {
                    plot::PathElement::new([(x, y), (x + 20, y)], colour.stroke_width(2))
                });
            }
            chart
                .configure_series_labels()
                .position($legend)
                .background_style(plot::WHITE.mix(0.8))
                .border_style(plot::BLACK.mix(0.3))
                .draw()?;
        }};
    }
    // The legend stands below falling curves on a logarithmic axis, else above all.
    if labels.log {
        let chart = builder.build_cartesian_2d(left..right, (low * 0.7..high * 1.4).log_scale())?;
        draw_on!(chart, plot::SeriesLabelPosition::LowerMiddle);
    } else {
        let (below, above) = ((high - low) * 0.06, (high - low) * 0.35);
        let chart = builder.build_cartesian_2d(left..right, low - below..high + above)?;
        draw_on!(chart, plot::SeriesLabelPosition::UpperRight);
    }
    root.present()?;
    println!("plot written to {}", path.display());
    Ok(())
}
