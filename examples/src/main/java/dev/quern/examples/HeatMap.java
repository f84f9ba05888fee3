package dev.quern.examples;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/** A picture of one number by weekday and hour. */
final class HeatMap {
  static final List<String> WEEKDAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

  private HeatMap() {}

  /** Writes {@code rows}, a row a weekday and a column an hour, as a PNG; NaN is left blank. */
  static void write(double[][] rows, Path file) throws IOException {
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(1000)
            .height(420)
            .title("Mean departure delay in minutes, US flights of early 2001")
            .xAxisTitle("hour of departure")
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotContentSize(1);
    chart.getStyler().setShowValue(true);
    chart.getStyler().setHeatMapValueDecimalPattern("0");
    chart.getStyler().setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    chart
        .getStyler()
        .setRangeColors(
            new Color[] {new Color(0x2c7bb6), new Color(0xffffbf), new Color(0xd7191c)});
    List<Integer> hours = IntStream.range(0, 24).boxed().toList();
    List<Number[]> cells = new ArrayList<>();
    for (int day = 0; day < WEEKDAYS.size(); day++) {
      for (int hour = 0; hour < 24; hour++) {
        double value = rows[WEEKDAYS.size() - 1 - day][hour];
        if (!Double.isNaN(value)) {
          cells.add(new Number[] {hour, day, value});
        }
      }
    }
    chart.addSeries("delay", hours, WEEKDAYS.reversed(), cells);
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
  }
}
