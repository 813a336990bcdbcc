import Testing

@testable import Tool

@Suite struct WordsTests {
    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1535, "1.4 KiB"), (1536, "1.5 KiB"),
            (1_048_575, "1023.9 KiB"),
            (1_048_576, "1.0 MiB"), (3 << 30, "3.0 GiB"), (1 << 50, "1024.0 TiB"), (.max, "8388607.9 TiB"),
        ] as [(Int64, String)])
    func `a size of any number of bytes has a unit and a tenth`(bytes: Int64, words: String) {
        #expect(Words.size(bytes: bytes) == words)
    }
}
