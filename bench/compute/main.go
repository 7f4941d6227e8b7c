package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
)

func sieve(n int) int {
	composite := make([]bool, n+1)
	count := 0
	for i := 2; i <= n; i++ {
		if composite[i] {
			continue
		}
		count++
		for k := i * i; k <= n; k += i {
			composite[k] = true
		}
	}
	return count
}

func paths(n int) int {
	d := make([][]int32, n)
	for i := range d {
		d[i] = make([]int32, n)
		for k := range d[i] {
			d[i][k] = int32((i*31+k*17)%1000 + 1)
		}
	}
	for k := 0; k < n; k++ {
		for i := 0; i < n; i++ {
			for j := 0; j < n; j++ {
				if through := d[i][k] + d[k][j]; through < d[i][j] {
					d[i][j] = through
				}
			}
		}
	}
	sum := 0
	for _, row := range d {
		for _, x := range row {
			sum += int(x)
		}
	}
	return sum
}

func floats(n int) int {
	sum := 0.0
	for i := 1; i <= n; i++ {
		sum += math.Sqrt(float64(i)*1.5)/(float64(i)+1) + 1/float64(i)
	}
	return int(sum * 1000)
}

func words(n int) int {
	seen := map[string]int{}
	for i := 0; i < n; i++ {
		seen["w"+strconv.Itoa(i*i%9973)]++
	}
	sum := 0
	for word, times := range seen {
		sum += len(word) * times
	}
	return sum
}

func calls(n int) int {
	if n < 2 {
		return n
	}
	return calls(n-1) + calls(n-2)
}

func main() {
	n, _ := strconv.Atoi(os.Args[2])
	programs := map[string]func(int) int{"sieve": sieve, "paths": paths, "floats": floats, "words": words, "calls": calls}
	fmt.Println(programs[os.Args[1]](n))
}
