use std::collections::HashMap;

fn sieve(n: usize) -> i64 {
    let mut composite = vec![false; n + 1];
    let mut count = 0;
    for i in 2..=n {
        if composite[i] {
            continue;
        }
        count += 1;
        for k in (i * i..=n).step_by(i) {
            composite[k] = true;
        }
    }
    count
}

fn paths(n: usize) -> i64 {
    let mut d: Vec<Vec<i32>> = (0..n)
        .map(|i| (0..n).map(|k| ((i * 31 + k * 17) % 1000 + 1) as i32).collect())
        .collect();
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                d[i][j] = d[i][j].min(d[i][k] + d[k][j]);
            }
        }
    }
    d.iter().flatten().map(|&x| x as i64).sum()
}

fn floats(n: usize) -> i64 {
    let mut sum = 0.0;
    for i in 1..=n {
        let x = i as f64;
        sum += (x * 1.5).sqrt() / (x + 1.0) + 1.0 / x;
    }
    (sum * 1000.0) as i64
}

fn words(n: usize) -> i64 {
    let mut seen: HashMap<String, i64> = HashMap::new();
    for i in 0..n {
        *seen.entry(format!("w{}", i * i % 9973)).or_insert(0) += 1;
    }
    seen.iter().map(|(word, times)| word.len() as i64 * times).sum()
}

fn calls(n: usize) -> i64 {
    if n < 2 { n as i64 } else { calls(n - 1) + calls(n - 2) }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: usize = args[2].parse().unwrap();
    let program = match args[1].as_str() {
        "sieve" => sieve,
        "paths" => paths,
        "floats" => floats,
        "words" => words,
        _ => calls,
    };
    println!("{}", program(n));
}
