package dev.quern.examples;

import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightsTest {
  @Test
  void theMainExampleRunsAndWritesWhatItSays(@TempDir Path folder) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setProperty("quern.examples.data", "data");
    try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      Flights.main(folder.toString());
    } finally {
      System.setOut(before);
      System.clearProperty("quern.examples.data");
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("on time      | 1346505 |     2.6081")
        .contains("ORD    | Chicago           |  166341 |     9.2737 | 36.2935 |     0.2470")
        .contains("The ten worst of 3,399 routes")
        .contains("JFK    | CLE         | New York  | Cleveland    |     412 |    37.4830")
        .contains("Correlation of delay with distance: -0.0105");
    assertThat(readParquet(folder.resolve("routes.parquet").toString()).count()).isEqualTo(3399);
    try (Table worst = readCsv(folder.resolve("worst-routes.csv").toString()).collect()) {
      assertThat(worst.rows()).isEqualTo(10);
      assertThat(worst.get(0, "from")).isEqualTo("New York");
    }
    assertThat(ImageIO.read(folder.resolve("delays.png").toFile()).getWidth()).isEqualTo(1000);
  }
}
